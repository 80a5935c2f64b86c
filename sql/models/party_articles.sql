-- A row is a party that an article names as it stands now, and how often. Live English articles only, since only these
-- are read for parties.
with
live as (
    select
        article_id,
        revisions,
        site,
        published_on
    from articles
    where state = 'live' and language = 'en'
),

named as (
    select
        article_id,
        revision,
        party_id,
        count(*) as mentions
    from mentions
    group by article_id, revision, party_id
)

select
    n.article_id,
    n.party_id,
    p.name,
    p.type,
    a.site,
    a.published_on,
    n.mentions
from named as n
inner join live as a on n.article_id = a.article_id and n.revision = a.revisions
inner join parties as p on n.party_id = p.party_id
