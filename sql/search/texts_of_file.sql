-- The texts of a data file of revisions, deletions aside, in order of day and article.
select
    article_id,
    content_sha256,
    published_on,
    title,
    body
from read_parquet({{file}})
where change <> 'deleted'
order by published_on nulls first, article_id, revision
