-- Articles to look at.
create or replace temp table wanted as select article_id from ids
