-- Articles to look at.
create or replace temp table wanted as select unnest($ids::varchar[]) as article_id
