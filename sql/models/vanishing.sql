-- A row is a party that used to be named and is not any more: named in five articles or more over ninety days or more,
-- and so often that five of the articles published since should have named it, were nothing changed (of as many at
-- random, fewer than one party in a hundred would then be missing in all). Articles count as they were first published,
-- each story once a site, so that a name cut later still counts; days without articles count for nothing.
with
published as (
    select
        article_id,
        site,
        story_id,
        published_on,
        count(*) over (partition by site order by published_on) as so_far,
        count(*) over (partition by site) as in_all
    from articles
    where published_on is not null and language = 'en'
    qualify row_number() over (partition by site, story_id order by published_on, article_id) = 1
),

named as (
    select distinct
        m.party_id,
        p.article_id,
        p.site,
        p.published_on,
        p.so_far,
        p.in_all
    from mentions as m
    inner join published as p on m.article_id = p.article_id
    where m.revision = 1
),

histories as (
    select
        party_id,
        site,
        count(*) as articles_named,
        min(published_on) as first_named_on,
        max(published_on) as last_named_on,
        max(so_far) - min(so_far) + 1 as articles_meanwhile,
        max(in_all) - max(so_far) as articles_since
    from named
    group by party_id, site
)

select
    h.party_id,
    p.name,
    p.type,
    h.site,
    h.articles_named,
    h.first_named_on,
    h.last_named_on,
    h.articles_since,
    round(h.articles_named / h.articles_meanwhile * h.articles_since, 1) as articles_expected_since
from histories as h
inner join parties as p on h.party_id = p.party_id
where
    h.articles_named >= 5
    and h.last_named_on - h.first_named_on >= 90
    and h.articles_named / h.articles_meanwhile * h.articles_since >= 5
