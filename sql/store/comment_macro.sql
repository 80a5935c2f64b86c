-- What the macro answers.
comment on macro table {{table}} is {{comment}}
