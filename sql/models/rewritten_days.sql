-- A row is a day of publication on a site of which at least one article was edited or deleted after it was first seen.
with
touched as (
    select
        article_id,
        count(*) filter (where change = 'edited') as edits,
        count(*) filter (where change = 'deleted') as deletions,
        max(first_captured_at) filter (where change <> 'created') as last_changed_at
    from revisions
    group by article_id
),

erased as (
    select
        article_id,
        count(distinct party_id) as parties_edited_out
    from erasures
    where kind = 'edited_out'
    group by article_id
)

select
    a.site,
    a.published_on,
    count(*) as articles,
    count(*) filter (where t.edits > 0) as articles_edited,
    count(*) filter (where t.deletions > 0) as articles_deleted,
    count(*) filter (where a.state = 'deleted') as articles_gone,
    count(*) filter (where e.article_id is not null) as articles_with_erasures,
    round(count(*) filter (where t.edits + t.deletions > 0) / count(*), 4) as share_rewritten,
    max(t.last_changed_at) as last_changed_at
from articles as a
inner join touched as t on a.article_id = t.article_id
left join erased as e on a.article_id = e.article_id
where a.published_on is not null
group by a.site, a.published_on
having count(*) filter (where t.edits + t.deletions > 0) > 0
