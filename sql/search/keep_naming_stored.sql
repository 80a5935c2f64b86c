-- The articles that name a party now, from the stored derived table, kept for as long as a search lasts.
create or replace temp table naming as
select
    article_id,
    revision
from read_parquet({{file}})
where party_id = $party
