-- Question: Who and what is named most, of each type?
-- Caveats: Articles as they stand now; the same story on two sites counts on both. Parties that no list knows are
-- named by their own words, so one body may stand under two names.
-- Columns: type: type of party; name: party; articles: articles that name it; mentions: how often; first_month: first
-- month with such an article; last_month: last one
select
    type,
    any_value(name) as name,
    sum(articles)::bigint as articles,
    sum(mentions)::bigint as mentions,
    min(month) as first_month,
    max(month) as last_month
from party_months
group by type, party_id
qualify row_number() over (partition by type order by sum(articles) desc, party_id) <= 5
order by type, articles desc, name
