-- A row is a site, a layout and a day (UTC) of captures: how well the layout still fits its pages. Articles are
-- counted as each capture shows them. `disagreeing` are those of the `asked` on whose words trafilatura differs by more
-- than 2 %;
-- `prose_outside` is the mean share of a page's prose that no article holds; `page_disagreement` that of the words on
-- which trafilatura's reading of the whole page differs, over the `compared` pages.
with
pages as (
    select
        c.site,
        coalesce(c.layout, 'none') as layout,
        (c.captured_at at time zone 'UTC')::date as day,
        count(*) as captures,
        count(*) filter (where c.outcome = 'article') as article_pages,
        count(*) filter (where r.stage = 'layout' or r.reason in ('empty_body', 'no_words')) as without_text,
        avg(c.prose_outside) as prose_outside,
        count(c.page_disagreement) as compared,
        avg(c.page_disagreement) as page_disagreement
    from captures as c
    left join rejects as r on c.capture_id = r.capture_id
    group by all
),

texts_seen as (
    select
        o.site,
        o.layout,
        (o.captured_at at time zone 'UTC')::date as day,
        count(*) as articles,
        count(o.disagreement) as asked,
        count(*) filter (where o.disagreement > 0.02) as disagreeing,
        count(*) filter (where trim(t.title) = '') as without_title,
        count(*) filter (where t.published_on is null) as without_day,
        count(*) filter (where t.published_from like '%inferred') as inferred_day,
        count(*) filter (where len(t.datelines) = 0) as without_dateline,
        median(len(string_split(t.body, ' '))) as median_words
    from observations as o
    inner join texts as t on o.article_id = t.article_id and o.text_sha256 = t.text_sha256
    where o.present
    group by all
)

select
    p.site,
    p.layout,
    p.day,
    p.captures,
    p.article_pages,
    p.without_text,
    coalesce(t.articles, 0) as articles,
    coalesce(t.asked, 0) as asked,
    coalesce(t.disagreeing, 0) as disagreeing,
    coalesce(t.without_title, 0) as without_title,
    coalesce(t.without_day, 0) as without_day,
    coalesce(t.inferred_day, 0) as inferred_day,
    coalesce(t.without_dateline, 0) as without_dateline,
    t.median_words,
    p.prose_outside,
    p.compared,
    p.page_disagreement
from pages as p
left join texts_seen as t on p.site = t.site and p.layout = t.layout and p.day = t.day
