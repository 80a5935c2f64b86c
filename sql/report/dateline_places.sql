-- Where reports are dated, with coordinates; the commonest first.
select
    coalesce(p.name, d.place) as place,
    d.latitude,
    d.longitude,
    count(distinct d.article_id) as articles
from datelines as d
inner join articles as a on d.article_id = a.article_id and d.revision = a.revisions
left join parties as p on d.place_id = p.party_id
where d.latitude is not null and d.longitude is not null
group by all
order by articles desc, place, d.latitude, d.longitude
