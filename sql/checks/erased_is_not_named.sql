-- Erasures whose party is still named after, or was not named before.
-- table: erasures
select e.article_id, e.party_id, e.to_revision
from staged_erasures as e
where exists (
    select 1 from staged_mentions as m
    where m.article_id = e.article_id and m.revision = e.to_revision and m.party_id = e.party_id
)
or not exists (
    select 1 from staged_mentions as m
    where m.article_id = e.article_id and m.revision = e.from_revision and m.party_id = e.party_id
)
