-- What a run's articles lack, and how long they are: site (null: all sites), measure, value.
with
fields as (
    select
        a.site,
        a.word_count,
        (trim(a.title) = '')::int as title,
        (a.published_on is null)::int as published_on,
        (coalesce(a.published_from, '') like '%inferred')::int as inferred,
        (d.article_id is null)::int as dateline
    from staged_articles as a
    left join (select distinct article_id from staged_datelines) as d on a.article_id = d.article_id
)

unpivot (
    select
        site,
        count(*)::double as articles,
        avg(title) as share_without_title,
        avg(published_on) as share_without_day,
        avg(inferred) as share_with_inferred_day,
        avg(dateline) as share_without_dateline,
        median(word_count)::double as median_words
    from fields
    group by rollup (site)
)
on articles, share_without_title, share_without_day, share_with_inferred_day, share_without_dateline, median_words
into name measure value value
order by site nulls first, measure
