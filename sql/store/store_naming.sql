-- Store which articles name a party as they stand now, in order of parties: those of one are read alone.
copy (
    select
        p.party_id,
        p.article_id,
        a.revisions as revision
    from read_parquet({{party_articles}}) as p
    inner join articles as a on p.article_id = a.article_id
    order by p.party_id, p.article_id
) to {{file}} (format parquet, compression zstd)
