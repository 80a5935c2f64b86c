-- A capture of the page was stored; its payload is the one that later ones may repeat.
update pages
set
    captures = captures + 1,
    first_captured_at = coalesce(first_captured_at, $now),
    last_captured_at = $now,
    etag = $etag,
    last_modified = $last_modified,
    payload_url = $payload_url,
    payload_at = $payload_at,
    payload_digest = $payload_digest
where source = $source and page_key = $page_key
