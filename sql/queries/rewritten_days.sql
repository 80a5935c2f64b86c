-- Question: Of which days was most rewritten afterwards?
-- Caveats: Only what was captured more than once can be seen to change; a day that was captured once looks untouched.
-- Columns: site: site; published_on: day of publication; articles: articles of the day; edited: edited ones; deleted:
-- deleted ones; share: share of the day that was rewritten; last_changed_at: capture that showed the last change
select
    site,
    published_on,
    articles,
    articles_edited as edited,
    articles_deleted as deleted,
    share_rewritten as share,
    last_changed_at
from rewritten_days
order by share desc, articles desc, published_on, site
limit 100
