-- All observations of a span of the articles to derive, with the bucket of each: staged ones, and the lake's of
-- captures that were not read again. A page that held several articles and is gone counts for each of them.
copy (
    with
    wanted as (
        select article_id as wanted_id, split_part(article_id, '#', 1) as page_id, bucket
        from read_parquet({{touched}})
        where bucket between {{first}} and {{last}}
    ),

    every_one as (
        select {{columns}} from staged_observations where {{within}}
        union all
        select {{columns}}
        from lake.observations
        anti join staged_captures using (capture_id)
        where {{among}} and {{within}}
    ),

    found as (
        select * from every_one inner join wanted on every_one.article_id = wanted.wanted_id
        union all
        select every_one.*, wanted.*
        from every_one
        inner join (from wanted where page_id <> wanted_id) as wanted on every_one.article_id = wanted.page_id
        where not every_one.present
    )

    select bucket, {{columns}}
    from (select * exclude (article_id, wanted_id, page_id), wanted_id as article_id from found)
    order by article_id, captured_at, capture_id
) to {{file}} (format parquet, compression zstd, row_group_size 4096)
