-- Question: On which weekdays does each site publish, and how much?
-- Caveats: Days of publication in Pyongyang. Means are over days with articles: a weekday that is seldom captured is
-- not lower for it.
-- Columns: site: site; weekday: 1 Monday to 7 Sunday; days: days with articles; articles: articles; articles_a_day:
-- mean a day; leader_activities: reports of the leader's activities
select
    site,
    weekday,
    count(*) as days,
    sum(articles)::bigint as articles,
    round(avg(articles), 2) as articles_a_day,
    sum(leader_activities)::bigint as leader_activities
from publication_rhythm
group by site, weekday
order by site, weekday
