-- The pairs of articles to be compared, in the tasks' order.
copy (select * from pairs order by task, article_id, other_article_id) to {{file}} (format parquet, row_group_size 2048)
