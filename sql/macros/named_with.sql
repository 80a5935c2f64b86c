-- Which parties stand in the same articles as a party, and in how many; articles count as they stand now.
create macro named_with(party) as table
    select
        other.party_id,
        any_value(p.name) as name,
        any_value(p.type) as type,
        count(distinct other.article_id) as articles
    from mentions as m
    inner join articles as a on m.article_id = a.article_id and m.revision = a.revisions
    inner join mentions as other
        on m.article_id = other.article_id and m.revision = other.revision and m.party_id <> other.party_id
    inner join parties as p on other.party_id = p.party_id
    where m.party_id = party
    group by other.party_id
    order by articles desc, other.party_id
