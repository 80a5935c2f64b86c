-- One host.
select * from hosts where host = $host
