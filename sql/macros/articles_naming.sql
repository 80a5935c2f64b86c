-- The articles that name a party as they stand now, newest first, with the words by which each names it.
create macro articles_naming(party) as table
    select
        a.published_on,
        a.article_id,
        a.title,
        list_sort(list_distinct(list(m.surface))) as words,
        count(*) as mentions
    from mentions as m
    inner join articles as a on m.article_id = a.article_id and m.revision = a.revisions
    where m.party_id = party
    group by a.published_on, a.article_id, a.title
    order by a.published_on desc nulls last, a.article_id
