-- What the column means.
comment on column {{column}} is {{comment}}
