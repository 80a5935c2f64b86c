-- The revisions that name a party, kept for as long as a search lasts.
create or replace temp table naming as
select distinct
    article_id,
    revision
from mentions
where party_id = $party
