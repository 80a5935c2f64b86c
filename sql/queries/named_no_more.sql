-- Question: Which parties were named often and are named no more?
-- Caveats: Named in five articles over ninety days, and five of the articles since should name them at the former
-- rate. It rests on texts as first published, so a later cut is no cause.
-- Columns: name: party; type: type; site: site; articles_named: articles that named it; last_named_on: last day;
-- articles_since: articles of the site since; articles_expected_since: how many of these should name it
select
    name,
    type,
    site,
    articles_named,
    last_named_on,
    articles_since,
    articles_expected_since
from vanishing
order by articles_expected_since desc, name, site
