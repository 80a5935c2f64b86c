-- Parties that a run finds to be no longer named, with the article and its address; the most often erased first.
with
new_ones as (
    select e.party_id, e.article_id, e.kind
    from staged_erasures as e
    left join lake.erasures as l
        on e.article_id = l.article_id and e.party_id = l.party_id and e.to_revision = l.to_revision
    where l.article_id is null
)

select n.party_id, n.kind, n.article_id, a.url, count(*) over (partition by n.party_id, n.kind) as articles
from new_ones as n
inner join staged_articles as a on n.article_id = a.article_id
order by articles desc, n.party_id, n.kind, n.article_id
limit $most
