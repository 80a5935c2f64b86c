-- All rows of a table in the order of a release; missing values last.
select {{columns}} from {{table}} order by {{key}}
