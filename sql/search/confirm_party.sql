-- The candidates that a version has and that name a party: as the article stands now, or at any time where `ever` is
-- asked.
select
    c.place,
    c.article_id,
    r.revision,
    r.published_on,
    a.site,
    r.title,
    a.url,
    a.state,
    r.revision = a.revisions as is_current
from candidates as c
inner join revisions as r on c.article_id = r.article_id and c.content_sha256 = r.content_sha256
inner join articles as a on c.article_id = a.article_id
where
    r.change <> 'deleted'
    and ($ever or r.revision = a.revisions)
    and ($site is null or a.site = $site)
    and exists (
        select 1 from mentions as m
        where m.party_id = $party and m.article_id = r.article_id and m.revision = r.revision
    )
