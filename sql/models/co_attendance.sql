-- A row is two persons who stand in the same lists of those present: in how many articles, in how many of these which
-- of them is named first, and the first and last day. A story on several sites counts once; all revisions count.
with
pairs as (
    select distinct
        mine.person_id,
        other.person_id as other_id,
        a.story_id,
        a.published_on,
        mine.rank < other.rank as is_first
    from attendance as mine
    inner join attendance as other
        on
            mine.article_id = other.article_id and mine.revision = other.revision and mine.list = other.list
            and mine.person_id < other.person_id
    inner join articles as a on mine.article_id = a.article_id
),

counted as (
    select
        person_id,
        other_id,
        count(distinct story_id) as articles,
        count(distinct story_id) filter (where is_first) as articles_before_other,
        count(distinct story_id) filter (where not is_first) as articles_after_other,
        min(published_on) as first_on,
        max(published_on) as last_on
    from pairs
    group by person_id, other_id
)

select
    c.person_id,
    p.name,
    c.other_id,
    o.name as other_name,
    c.articles,
    c.articles_before_other,
    c.articles_after_other,
    c.first_on,
    c.last_on
from counted as c
inner join parties as p on c.person_id = p.party_id
inner join parties as o on c.other_id = o.party_id
