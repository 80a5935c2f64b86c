-- Question: What kinds of articles does each site publish, year by year?
-- Caveats: Kinds are told from titles and form only; all that they don't tell is a report. Deleted articles count.
-- Columns: site: site; year: year of publication; kind: kind; articles: articles; share: share of the site's year;
-- median_words: median words of the body
select
    site,
    year(published_on) as year,
    kind,
    count(*) as articles,
    round(count(*) / sum(count(*)) over (partition by site, year(published_on)), 4) as share,
    median(word_count) as median_words
from articles
where published_on is not null
group by site, year(published_on), kind
order by site, year, articles desc, kind
