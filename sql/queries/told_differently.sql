-- Question: Which stories read differently on two sites?
-- Caveats: Live English articles of one story whose lengths differ, or that the rule that joined them found unlike; a
-- mirror may hold an older text of the original, so see the history of both.
-- Columns: story_id: story; article_id: article; other_id: article of the other site; published_on: day of the first;
-- other_published_on: day of the other; words: words of the first; other_words: words of the other; similarity:
-- likeness of the words, 0-1, where it was measured; same_title: whether the titles are equal
select
    a.story_id,
    a.article_id,
    o.article_id as other_id,
    a.published_on,
    o.published_on as other_published_on,
    a.word_count as words,
    o.word_count as other_words,
    l.similarity,
    a.title = o.title as same_title
from story_links as l
inner join articles as a on l.article_id = a.article_id
inner join articles as o on l.other_article_id = o.article_id
where
    a.site <> o.site and a.state = 'live' and o.state = 'live' and a.language = 'en' and o.language = 'en'
    and (a.word_count <> o.word_count or l.similarity < 1)
order by abs(a.word_count - o.word_count) desc, a.article_id, other_id
limit 100
