-- Whether a file of the inbox was captured as it is now.
select count(*) as known from inbox where path = $path and size = $size and changed_at = $changed_at
