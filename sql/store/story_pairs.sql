-- The pairs of articles to be compared in a span of tasks, in the tasks' order.
copy (
    select * from span_pairs order by task, article_id, other_article_id
) to {{file}} (format parquet, row_group_size 2048)
