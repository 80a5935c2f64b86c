-- All ids of a table.
select distinct {{id}} from {{table}} order by all
