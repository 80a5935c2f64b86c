-- A row is a reported act of the leader: an article of that kind, its day, its places, and who is listed as present, in
-- the order of naming. The day is the event's where the text states it, else the dateline's, else that of publication.
-- The dateline names where the report was written, mostly Pyongyang; places_named are those of title and body in order.
-- A story on several sites counts once, as it stands now; a deleted one as it last stood.
with
acts as (
    select
        *,
        case when state = 'deleted' then revisions - 1 else revisions end as last_text
    from articles
    where kind = 'leader_activity'
    qualify
        row_number() over (partition by story_id order by state = 'deleted', article_id <> story_id, article_id) = 1
),

leaders as (
    select
        m.article_id,
        arg_min(m.party_id, m.mention_id) as leader_id
    from mentions as m
    inner join acts as a on m.article_id = a.article_id and m.revision = a.last_text
    where m.party_id in ('person:Kim Jong Un', 'person:Kim Jong Il', 'person:Kim Il Sung')
    group by m.article_id
),

first_named as (
    select
        m.article_id,
        m.party_id,
        min(m.mention_id) as place_in_text
    from mentions as m
    inner join acts as a on m.article_id = a.article_id and m.revision = a.last_text
    where m.type = 'place'
    group by m.article_id, m.party_id
),

places as (
    select
        article_id,
        list(party_id order by place_in_text) as places_named
    from first_named
    group by article_id
),

present as (
    select
        t.article_id,
        list(t.person_id order by t.ordinal) as attendees,
        count(distinct t.person_id) as attended
    from attendance as t
    inner join acts as a on t.article_id = a.article_id and t.revision = a.last_text
    group by t.article_id
)

select
    a.article_id,
    a.site,
    coalesce(a.event_date, d.date, a.published_on) as day,
    case
        when a.event_date is not null then 'event'
        when d.date is not null then 'dateline'
        when a.published_on is not null then 'publication'
    end as day_from,
    l.leader_id,
    a.title,
    d.place as dateline_place,
    coalesce(p.places_named, []) as places_named,
    coalesce(t.attendees, []) as attendees,
    coalesce(t.attended, 0) as attended,
    a.state
from acts as a
left join leaders as l on a.article_id = l.article_id
left join places as p on a.article_id = p.article_id
left join present as t on a.article_id = t.article_id
left join datelines as d on a.article_id = d.article_id and a.last_text = d.revision and d.ordinal = 1
