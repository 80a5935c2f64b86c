-- One row: the newest version and how much it holds.
select
    (select max(version) from versions) as version,
    (select count(*) from captures) as captures,
    (select count(*) from articles) as articles,
    (select count(*) from revisions) as revisions,
    (select count(*) from datelines) as datelines,
    (select count(distinct party_id) from mentions) as parties,
    (select count(*) from mentions) as mentions,
    (select count(*) from erasures) as erasures,
    (select count(*) from rejects) as rejects
