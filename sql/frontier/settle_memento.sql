-- What became of a capture of an archive.
update mementos
set
    leased_by = null,
    leased_until = 0,
    state = $state,
    due_at = $due_at,
    tries = $tries,
    payload_digest = $payload_digest,
    problem = $problem
where source = $source and urlkey = $urlkey and timestamp = $timestamp and url = $url
