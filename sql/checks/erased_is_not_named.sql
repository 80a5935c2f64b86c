-- Erasures whose party is still named after, or was not named before. In other languages than English no mentions are
-- made: there the person's name must stand in the text before.
-- table: erasures
with
erased as (
    select e.article_id, e.party_id, e.from_revision, e.to_revision, a.language
    from staged_erasures as e
    inner join staged_articles as a on e.article_id = a.article_id
),

named as (
    select distinct article_id, revision, party_id
    from staged_mentions
    semi join erased using (article_id, party_id)
),

written as (
    select distinct e.article_id, e.party_id, e.from_revision
    from erased as e
    inner join staged_revisions as r on e.article_id = r.article_id and e.from_revision = r.revision
    inner join staged_parties as p on e.party_id = p.party_id
    where
        e.language <> 'en'
        and (contains(lower(r.body), lower(p.name)) or contains(lower(r.title), lower(p.name)))
)

select e.article_id, e.party_id, e.to_revision
from erased as e
left join named as b on e.article_id = b.article_id and e.party_id = b.party_id and e.from_revision = b.revision
left join named as a on e.article_id = a.article_id and e.party_id = a.party_id and e.to_revision = a.revision
left join written as w
    on e.article_id = w.article_id and e.party_id = w.party_id and e.from_revision = w.from_revision
where
    a.party_id is not null
    or (e.language = 'en' and b.party_id is null)
    or (e.language <> 'en' and w.party_id is null)
