-- A list is due now, whatever was planned.
update pages set due_at = $now
where source = $source and page_key = $page_key and due_at > $now and leased_until <= $now
