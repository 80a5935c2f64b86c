-- A column that came with a newer schema; rows that are there have none.
alter table {{table}} add column {{column}} {{type}}
