-- For each task of a span, the revisions that show a text, of the articles that it compares, with what their story is
-- told by.
copy (
    with
    compared as (
        select task, article_id from span_pairs
        union
        select task, other_article_id from span_pairs
    ),

    lines as (
        select article_id, revision, list([char_start, char_end] order by char_start) as masked
        from next_datelines
        semi join compared using (article_id)
        where {{among}}
        group by article_id, revision
    )

    select
        c.task, r.article_id, r.revision, a.site, a.layout, a.language, r.title, r.body, r.published_on, a.original_url,
        coalesce(lines.masked, []) as masked
    from (from next_revisions where {{among}}) as r
    inner join compared as c on r.article_id = c.article_id
    inner join (select article_id, site, layout, language, original_url from next_articles where {{among}}) as a
        on r.article_id = a.article_id
    left join lines on r.article_id = lines.article_id and r.revision = lines.revision
    where r.change <> 'deleted'
    order by c.task, r.article_id, r.revision
) to {{file}} (format parquet, compression zstd, row_group_size 2048)
