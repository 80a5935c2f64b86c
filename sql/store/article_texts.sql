-- All texts of a bucket's articles; where the lake and the run both have one, the run's.
select {{columns}}
from (
    select {{columns}}, 0 as rank from staged_texts_read
    union all
    select {{columns}}, 1 as rank from lake.texts
) as every_one
semi join (select article_id from read_parquet({{touched}}) where bucket = $bucket) as wanted using (article_id)
qualify row_number() over (partition by article_id, text_sha256 order by rank, paragraphs::varchar, topic, kind) = 1
order by article_id, text_sha256
