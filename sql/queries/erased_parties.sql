-- Question: Who was taken out of articles, from which, and when?
-- Caveats: edited_out means that the article stayed and the name went; a body may be gone only because its wording
-- changed. Named again later does not undo the row.
-- Columns: erased_on: day (UTC) of the first capture without it; name: party; type: type; kind: edited_out or deleted;
-- article_id: article; mentions_before: how often it was named; articles_named: articles that ever named the party
select
    (e.erased_at at time zone 'UTC')::date as erased_on,
    p.name,
    p.type,
    e.kind,
    e.article_id,
    e.mentions_before,
    r.articles_named
from erasures as e
inner join parties as p on e.party_id = p.party_id
inner join erasure_report as r on e.party_id = r.party_id
order by erased_on, e.kind, e.article_id, p.type, p.name
