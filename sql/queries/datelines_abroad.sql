-- Question: From which countries abroad does the agency report, year by year?
-- Caveats: A message from abroad may be filed in Pyongyang, so few datelines abroad say little of the interest in a
-- country. All agencies count.
-- Columns: year: year of publication; country: country (ISO 3166-1 alpha-3); agency: agency in the dateline; articles:
-- live articles filed there
select
    year(a.published_on) as year,
    d.country,
    d.agency,
    count(*) as articles
from articles as a
inner join datelines as d on a.article_id = d.article_id and a.revisions = d.revision and d.ordinal = 1
where d.country <> 'PRK' and a.published_on is not null
group by year(a.published_on), d.country, d.agency
order by year, articles desc, d.country, d.agency
