-- What a host's robots.txt says, for as long as it is believed.
update hosts set robots = $robots, robots_known = $known, robots_at = $now where host = $host
