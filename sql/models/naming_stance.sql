-- A row is a wording that articles of a month use for a country: in how many articles, how often, and its share of the
-- articles of that month that name the country at all. Articles count as they stand now, a story on several sites once.
with
named as (
    select
        m.party_id,
        date_trunc('month', a.published_on)::date as month,
        regexp_replace(replace(m.surface, '’', ''''), '\s+', ' ', 'g') as words,
        a.article_id
    from mentions as m
    inner join (
        select
            article_id,
            revisions,
            published_on
        from articles
        where published_on is not null
        qualify
            row_number() over (partition by story_id order by state = 'deleted', article_id <> story_id, article_id)
            = 1
    ) as a on m.article_id = a.article_id and m.revision = a.revisions
    where m.type = 'country'
),

months as (
    select
        party_id,
        month,
        count(distinct article_id) as articles
    from named
    group by party_id, month
),

wordings as (
    select
        party_id,
        month,
        words,
        count(distinct article_id) as articles,
        count(*) as mentions
    from named
    group by party_id, month, words
)

select
    w.party_id,
    p.name,
    w.month,
    w.words,
    w.articles,
    w.mentions,
    m.articles as articles_naming_it,
    round(w.articles / m.articles, 3) as share
from wordings as w
inner join months as m on w.party_id = m.party_id and w.month = m.month
inner join parties as p on w.party_id = p.party_id
