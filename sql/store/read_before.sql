-- What the lake holds of captures that a staged part has read again: one row for each of the part's observations.
select {{columns}}
from lake.observations
semi join read_parquet({{part}}) using (capture_id, article_id)
order by capture_id, article_id
