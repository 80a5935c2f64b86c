-- Articles to derive anew: those that a staged capture shows or showed before, or all of them.
-- A changed correction touches the articles that it names, those to which it was applied, and those of its rule.
-- A staged page that held several articles and is gone touches each that is known of it.
-- Ranks in the order of ids cut them into buckets, so that parts come out sorted.
with
gone_pages as (
    select article_id from staged_observations where not present
),

several as (
    select article_id from lake.articles where contains(article_id, '#')
),

ids as (
    select article_id from staged_observations
    union
    select article_id from lake.observations semi join staged_captures using (capture_id)
    union
    select several.article_id
    from several
    semi join gone_pages on split_part(several.article_id, '#', 1) = gone_pages.article_id
    union
    select article_id from lake.observations where $everything
    union
    select article_id from lake.articles where article_id in (select unnest($articles::varchar[]))
    union
    select article_id from lake.corrected where correction_id in (select unnest($corrections::varchar[]))
    union
    select article_id from lake.mentions where rule in (select unnest($rules::varchar[]))
    union
    select article_id from lake.roles where rule in (select unnest($rules::varchar[]))
)

select article_id, (row_number() over (order by article_id) - 1) // $bucket_rows as bucket
from ids
order by article_id
