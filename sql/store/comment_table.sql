-- What a row of the table is.
comment on table {{table}} is {{comment}}
