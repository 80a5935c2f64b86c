-- Sites where the median article of this run is less than two fifths, or more than two and a half times, as long as
-- that of the articles before (ten or more of each).
-- table: articles
-- remedy: the site has probably changed its pages: `palimpsest inspect` a page of the failing rows
-- severity: warn
with
lengths as (
    select
        site,
        capture_id in (select s.capture_id from staged_captures as s) as fresh,
        count(*) as articles,
        median(word_count) as words
    from next_articles
    group by all
)

select
    found.site,
    found.articles,
    found.words as median_words,
    usual.words as median_words_before
from lengths as found
inner join lengths as usual on found.site = usual.site and not usual.fresh
where
    found.fresh
    and found.articles >= 10
    and usual.articles >= 10
    and (found.words < 0.4 * usual.words or found.words > 2.5 * usual.words)
order by found.site
