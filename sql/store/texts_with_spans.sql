-- English articles with what is named in their present text: starts, ends and parties, in the order of starts.
select
    a.article_id,
    a.body,
    coalesce(list(m.char_start order by m.char_start) filter (where m.char_start is not null), []) as starts,
    coalesce(list(m.char_end order by m.char_start) filter (where m.char_end is not null), []) as ends,
    coalesce(list(m.party_id order by m.char_start) filter (where m.party_id is not null), []) as parties
from articles as a
left join mentions as m on a.article_id = m.article_id and a.revisions = m.revision and m.field = 'body'
where a.language = 'en'
group by a.article_id, a.body
order by a.article_id
