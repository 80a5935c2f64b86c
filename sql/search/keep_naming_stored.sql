-- The articles that name a party now, as they are stored beside the derived tables, kept while a search lasts.
create or replace temp table naming as
select
    article_id,
    revision
from read_parquet({{naming}})
where party_id = $party
