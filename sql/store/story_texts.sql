-- Revisions that show a text, of the wanted articles, with what their story is told by.
with
lines as (
    select article_id, revision, list([char_start, char_end] order by char_start) as masked
    from next_datelines
    semi join wanted using (article_id)
    group by article_id, revision
)

select
    r.article_id, r.revision, a.site, a.layout, a.language, r.title, r.body, r.published_on, a.original_url,
    coalesce(lines.masked, []) as masked
from next_revisions as r
semi join wanted using (article_id)
inner join next_articles as a on r.article_id = a.article_id
left join lines on r.article_id = lines.article_id and r.revision = lines.revision
where r.change <> 'deleted'
order by r.article_id, r.revision
