-- Where the lake has rows of none of the touched ids, all of them have changed.
create or replace temp table changed as from touched
