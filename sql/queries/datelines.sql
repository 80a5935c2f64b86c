-- Question: Where do reports come from?
-- Caveats: The dateline names where a report was filed, not where it happened. Places that the gazetteer does not know
-- have no country. One dateline an article: the first.
-- Columns: country: country of the place (ISO 3166-1 alpha-3); place: place; latitude: degrees north; longitude:
-- degrees east; articles: live articles filed there; first_on: first day of publication; last_on: last one
select
    d.country,
    coalesce(p.name, d.place) as place,
    any_value(d.latitude) as latitude,
    any_value(d.longitude) as longitude,
    count(*) as articles,
    min(a.published_on) as first_on,
    max(a.published_on) as last_on
from articles as a
inner join datelines as d on a.article_id = d.article_id and a.revisions = d.revision and d.ordinal = 1
left join parties as p on d.place_id = p.party_id
group by d.country, coalesce(p.name, d.place)
order by articles desc, d.country, place
