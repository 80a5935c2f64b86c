-- Erasures whose party is still named after, or was not named before. In other languages than English no mentions are
-- made: there the person's name must stand in the text before.
-- table: erasures
-- remedy: a fault of the rules: find a failing article with `palimpsest inspect`, and report it
select e.article_id, e.party_id, e.to_revision
from staged_erasures as e
inner join staged_articles as a on e.article_id = a.article_id
where exists (
    select 1 from staged_mentions as m
    where m.article_id = e.article_id and m.revision = e.to_revision and m.party_id = e.party_id
)
or (
    a.language = 'en'
    and not exists (
        select 1 from staged_mentions as m
        where m.article_id = e.article_id and m.revision = e.from_revision and m.party_id = e.party_id
    )
)
or (
    a.language <> 'en'
    and not exists (
        select 1 from staged_revisions as r
        inner join staged_parties as p on p.party_id = e.party_id
        where
            r.article_id = e.article_id and r.revision = e.from_revision
            and (contains(lower(r.body), lower(p.name)) or contains(lower(r.title), lower(p.name)))
    )
)
