-- All texts of a span of the articles to derive, with the bucket of each; where the lake and the run both have one,
-- `rank` 0 is the run's.
copy (
    select t.bucket, rank, {{columns}}
    from (
        select {{columns}}, 0 as rank from staged_texts_read where {{within}}
        union all
        select {{columns}}, 1 as rank from lake.texts where {{among}} and {{within}}
    ) as every_one
    inner join (from read_parquet({{touched}}) where bucket between {{first}} and {{last}}) as t using (article_id)
    order by article_id, text_sha256
) to {{file}} (format parquet, compression zstd, row_group_size 2048)
