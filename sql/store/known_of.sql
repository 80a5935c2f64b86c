-- Those of a list of articles, and of the pages that held several of them, that the lake has observations of.
with
listed as (
    select article_id from read_parquet({{touched}})
    union
    select split_part(article_id, '#', 1) as article_id from read_parquet({{touched}})
)

select distinct article_id from lake.observations semi join listed using (article_id) order by article_id
