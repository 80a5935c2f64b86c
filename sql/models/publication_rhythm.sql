-- A row is a site and a day of publication: how much it published, the weekday, how many days it was silent before, and
-- the mean of the four weeks before, silent days included (empty within the first four weeks of a site). It counts what
-- was captured: a silent day may be one that nobody captured (see coverage_gaps).
with
days as (
    select
        site,
        published_on,
        count(*) as articles,
        sum(word_count)::bigint as words,
        count(*) filter (where kind = 'leader_activity') as leader_activities,
        count(*) filter (where kind in ('statement', 'commentary')) as statements
    from articles
    where published_on is not null
    group by site, published_on
)

select
    site,
    published_on,
    isodow(published_on)::integer as weekday,
    articles,
    words,
    leader_activities,
    statements,
    (published_on - lag(published_on) over by_day - 1)::integer as silent_days_before,
    case
        when published_on - min(published_on) over by_day >= 28
            then round(
                coalesce(
                    sum(articles) over (
                        partition by site
                        order by published_on
                        range between interval 28 days preceding and interval 1 day preceding
                    ), 0
                ) / 28, 2
            )
    end as articles_a_day_before
from days
window by_day as (partition by site order by published_on)
