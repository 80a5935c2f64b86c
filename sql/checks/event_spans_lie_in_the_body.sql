-- Articles whose event day has no span, or whose event span is no span of the body.
-- table: articles
-- remedy: a fault of the rules: find a failing article with `palimpsest inspect`, and report it
select article_id, event_date, event_start, event_end
from staged_articles
where
    (event_start is null) <> (event_end is null)
    or (event_date is null) <> (event_start is null)
    or event_start >= event_end
    or event_end > length(body)
