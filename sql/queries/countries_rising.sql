-- Question: Which countries are named more, and which less, than in the year before?
-- Caveats: Years are compared by share of stories, since years are captured unequally; a year of few stories gives
-- wild shares. Countries that stand in neither year are left out.
-- Columns: year: year of publication; name: country; stories: stories of the year that name it; share: share of the
-- year's stories; share_before: share in the last year with stories before; change: the difference, in points of share
with
months as (
    select
        month,
        any_value(stories_of_month) as stories
    from country_attention
    group by month
),

years as (
    select
        year(month) as year,
        sum(stories) as all_stories,
        lag(year(month)) over (order by year(month)) as year_before
    from months
    group by year(month)
),

countries as (
    select
        year(month) as year,
        country,
        any_value(name) as name,
        sum(stories)::bigint as stories
    from country_attention
    where country <> 'PRK'
    group by year(month), country
),

shares as (
    select
        c.year,
        c.country,
        c.name,
        c.stories,
        y.year_before,
        c.stories / y.all_stories as share
    from countries as c
    inner join years as y on c.year = y.year
)

select
    s.year,
    s.name,
    s.stories,
    round(s.share, 4) as share,
    round(coalesce(b.share, 0), 4) as share_before,
    round(s.share - coalesce(b.share, 0), 4) as change
from shares as s
left join shares as b on s.year_before = b.year and s.country = b.country
where s.year_before is not null
order by s.year, change desc, s.name
