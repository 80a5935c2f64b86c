-- What a table would hold: staged rows, and the last version's of articles that the run did not derive anew.
create view {{view}} as
select {{columns}} from {{staged}}
union all
select {{columns}}
from {{table}}
anti join {{staged}} using ({{id}})
anti join derived_articles using (article_id)
