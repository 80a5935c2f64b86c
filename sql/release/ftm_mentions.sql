-- A party in an article, in any revision of it: the words by which it is named there.
select m.article_id, m.party_id, list_sort(list_distinct(list(m.surface))) as surfaces, p.ftm_schema, p.country
from mentions as m
inner join parties as p on m.party_id = p.party_id
group by m.article_id, m.party_id, p.ftm_schema, p.country
order by m.article_id, m.party_id
