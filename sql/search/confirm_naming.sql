-- Of the candidates that a version has those that name the party that is asked.
select confirmed.*
from ({{query}}) as confirmed
inner join naming on confirmed.article_id = naming.article_id and confirmed.revision = naming.revision
