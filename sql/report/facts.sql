-- The dataset in a few numbers.
select
    (select count(*) from articles) as articles,
    (select count(*) from revisions) as revisions,
    (select count(*) from captures) as captures,
    (select count(*) from mentions) as mentions,
    (select count(distinct party_id) from mentions) as parties,
    (select count(*) from changes where kind not in ('deleted', 'restored')) as edits,
    (select count(*) from articles where state = 'deleted') as deleted,
    (select count(*) from erasures) as erasures,
    (select max(captured_at) from captures) as through
