-- How often a party was named, by site and month of publication: articles that name it as they stand now, and mentions.
-- Articles without a day are left out; the same story on two sites counts on both.
create macro party_timeline(party) as table
    select
        a.site,
        date_trunc('month', a.published_on)::date as month,
        count(distinct a.article_id) as articles,
        count(*) as mentions
    from mentions as m
    inner join articles as a on m.article_id = a.article_id and m.revision = a.revisions
    where m.party_id = party and a.published_on is not null
    group by all
    order by a.site, month
