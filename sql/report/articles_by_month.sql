-- Articles by site and month of publication.
select
    site,
    date_trunc('month', published_on)::date as month,
    count(*) as articles
from articles
where published_on is not null
group by all
order by site, month
