-- A row is an office of a person: a role at a body or country, for as long as articles give it without another role of
-- the same person there in between. first_seen and last_seen are the first and last days of publication that give it.
-- held_from is the first of them where an earlier role of the person there was given in the 92 days before, held_to the
-- day on which a later one is first given in the 92 days after; neither is known otherwise, nor where no body is. Two
-- wordings of an office are no two roles: "ambassador" and "ambassador to the DPRK", "vice-chairman" and "vice
-- chairperson", "foreign minister" and "minister of foreign affairs". All revisions count, so that an office cut later
-- still does.
with
stated as (
    select distinct
        r.person_id,
        lower(r.role) as role,
        regexp_replace(
            regexp_replace(
                regexp_replace(replace(lower(r.role), '-', ' '), '\bdeputy\b', 'vice'),
                'chair(person|woman)',
                'chairman'
            ),
            '\bforeign minister\b', 'minister of foreign affairs'
        ) || ' ' as office,
        coalesce(r.affiliation_id, '') as affiliation_id,
        a.published_on as day,
        a.story_id
    from roles as r
    inner join articles as a on r.article_id = a.article_id
    where a.published_on is not null
),

days as (
    select
        person_id,
        role,
        office,
        affiliation_id,
        day,
        lag(day) over (partition by person_id, role, affiliation_id order by day) as day_before,
        count(distinct story_id) as articles
    from stated
    group by person_id, role, office, affiliation_id, day
),

ranges as (
    select
        person_id,
        role,
        office,
        affiliation_id,
        min(day) as first_day,
        max(day) as last_day
    from days
    group by person_id, role, office, affiliation_id
),

parted as (
    select
        d.person_id,
        d.role,
        d.office,
        d.affiliation_id,
        d.day,
        bool_or(o.role is not null) as begins
    from days as d
    left join ranges as o
        on
            d.person_id = o.person_id and d.affiliation_id = o.affiliation_id
            and d.day_before < o.first_day and d.day > o.last_day
            and not starts_with(d.office, o.office) and not starts_with(o.office, d.office)
    group by all
),

numbered as (
    select
        person_id,
        role,
        office,
        affiliation_id,
        day,
        count_if(begins) over (partition by person_id, role, affiliation_id order by day) as spell
    from parted
),

spells as (
    select
        n.person_id,
        n.role,
        n.office,
        n.affiliation_id,
        n.spell,
        min(n.day) as first_seen,
        max(n.day) as last_seen,
        sum(d.articles)::integer as articles
    from numbered as n
    inner join days as d
        on n.person_id = d.person_id and n.role = d.role and n.affiliation_id = d.affiliation_id and n.day = d.day
    group by n.person_id, n.role, n.office, n.affiliation_id, n.spell
),

neighbours as (
    select
        s.person_id,
        s.role,
        s.affiliation_id,
        s.spell,
        bool_or(o.last_seen < s.first_seen and o.last_seen >= s.first_seen - 92) as is_preceded,
        min(o.first_seen) filter (where o.first_seen > s.last_seen and o.first_seen <= s.last_seen + 92) as succeeded_on
    from spells as s
    inner join spells as o
        on
            s.person_id = o.person_id and s.affiliation_id = o.affiliation_id
            and not starts_with(s.office, o.office) and not starts_with(o.office, s.office)
    where s.affiliation_id <> ''
    group by s.person_id, s.role, s.affiliation_id, s.spell
)

select
    s.person_id,
    p.name,
    s.role,
    nullif(s.affiliation_id, '') as affiliation_id,
    b.name as affiliation,
    case when n.is_preceded then s.first_seen end as held_from,
    n.succeeded_on as held_to,
    s.first_seen,
    s.last_seen,
    s.articles
from spells as s
inner join parties as p on s.person_id = p.party_id
left join parties as b on s.affiliation_id = b.party_id
left join neighbours as n
    on s.person_id = n.person_id and s.role = n.role and s.affiliation_id = n.affiliation_id and s.spell = n.spell
