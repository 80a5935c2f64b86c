-- What a row of the view is.
comment on view {{table}} is {{comment}}
