-- The keys that differ, and how.
select difference, {{columns}} from {{table}} order by {{columns}}
