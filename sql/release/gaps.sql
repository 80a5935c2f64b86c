-- Stretches of more than three days in which a site has no article, the longest first.
with
days as (select distinct site, published_on from articles where published_on is not null),

neighbours as (
    select
        site,
        published_on as day_before,
        lead(published_on) over (partition by site order by published_on) as day_after
    from days
)

select site, day_before, day_after, day_after - day_before - 1 as days_between
from neighbours
where day_after - day_before > 4
order by days_between desc, site, day_before
limit 40
