-- How many values of a column refer to nothing, and the first of them.
select count(*) as dangling, min(a.{{column}}) as example
from {{table}} as a
anti join {{target}} as b on a.{{column}} = b.{{key}}
where a.{{column}} is not null
