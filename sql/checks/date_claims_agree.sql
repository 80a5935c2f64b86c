-- Dates that a page gives for an article and that contradict the one that was chosen.
-- table: dates
-- remedy: the page contradicts itself: look at it before you cite the day
-- severity: warn
select article_id, revision, rule, date, evidence from staged_dates where not agrees
