-- The candidates that a version has: as the article stands now, or at any time where `ever` is asked. An article's id
-- begins with its site.
with
seen as (
    select
        article_id,
        revision,
        content_sha256,
        change
    from revisions
    where article_id in (select article_id from candidates)
),

newest as (
    select
        article_id,
        max(revision) as revision
    from seen
    group by article_id
)

select
    c.place,
    c.article_id,
    s.revision,
    s.revision = n.revision as is_current
from candidates as c
inner join seen as s on c.article_id = s.article_id and c.content_sha256 = s.content_sha256
inner join newest as n on c.article_id = n.article_id
where
    s.change <> 'deleted'
    and ($ever or s.revision = n.revision)
    and ($site is null or starts_with(c.article_id, $site || '/'))
