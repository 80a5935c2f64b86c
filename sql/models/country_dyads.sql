-- A row is two countries in a year that stand by name in the same stories: in how many, in how many each stands, and
-- how far the two sets overlap. To stand together says nothing of how: a summit and a quarrel look alike. A story on
-- several sites counts once; articles count as they stand now, in English and dated.
with
dated as (
    select
        article_id,
        revisions,
        story_id,
        year(published_on)::integer as year
    from articles
    where published_on is not null and language = 'en' and state = 'live'
),

named as (
    select distinct
        d.year,
        d.story_id,
        m.party_id
    from mentions as m
    inner join dated as d on m.article_id = d.article_id and m.revision = d.revisions
    where m.type = 'country'
),

alone as (
    select
        year,
        party_id,
        count(*) as stories
    from named
    group by year, party_id
),

pairs as (
    select
        one.year,
        one.party_id,
        other.party_id as other_id,
        count(*) as stories
    from named as one
    inner join named as other
        on one.year = other.year and one.story_id = other.story_id and one.party_id < other.party_id
    group by one.year, one.party_id, other.party_id
)

select
    pairs.year,
    pairs.party_id,
    p.name,
    pairs.other_id,
    o.name as other_name,
    pairs.stories,
    mine.stories as stories_of_party,
    its.stories as stories_of_other,
    round(pairs.stories / (mine.stories + its.stories - pairs.stories), 4) as overlap
from pairs
inner join alone as mine on pairs.year = mine.year and pairs.party_id = mine.party_id
inner join alone as its on pairs.year = its.year and pairs.other_id = its.party_id
inner join parties as p on pairs.party_id = p.party_id
inner join parties as o on pairs.other_id = o.party_id
