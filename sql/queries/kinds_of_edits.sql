-- Question: What kinds of edits does each site make?
-- Caveats: An edit is seen only where an article was captured twice; sites captured more often show more. seen_twice
-- tells of how many articles one could have been seen.
-- Columns: site: site; kind: kind of change; edits: number of edits; articles: articles edited so; seen_twice:
-- articles of the site captured more than once; share: articles by seen_twice
with
seen as (
    select
        site,
        count(*) filter (where last_captured_at > first_captured_at or revisions > 1) as seen_twice
    from articles
    group by site
)

select
    a.site,
    c.kind,
    count(*) as edits,
    count(distinct c.article_id) as articles,
    any_value(seen.seen_twice) as seen_twice,
    round(count(distinct c.article_id) / any_value(seen.seen_twice), 4) as share
from changes as c
inner join articles as a on c.article_id = a.article_id
inner join seen on a.site = seen.site
group by a.site, c.kind
order by a.site, edits desc, c.kind
