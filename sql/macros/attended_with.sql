-- Where a person stands in a list of those present, and who else stands there, in the order of naming.
create macro attended_with(person) as table
    select
        a.published_on,
        a.article_id,
        mine.rank,
        mine.cue,
        list(other.person_id order by other.rank, other.person_id) as others
    from attendance as mine
    inner join articles as a on mine.article_id = a.article_id and mine.revision = a.revisions
    left join attendance as other
        on
            mine.article_id = other.article_id and mine.revision = other.revision and mine.list = other.list
            and mine.person_id <> other.person_id
    where mine.person_id = person
    group by a.published_on, a.article_id, mine.rank, mine.cue
    order by a.published_on, a.article_id, mine.rank
