-- What is known of one host.
select * from hosts where host = $host
