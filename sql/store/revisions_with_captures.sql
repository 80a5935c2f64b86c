-- The revisions of an article, each with the capture that its text was read from.
select
    r.revision, r.title, r.body, r.published_on, r.change, c.capture_id, c.url, c.captured_at, c.payload_sha256,
    c.warc_file, c.warc_offset, c.extractor
from revisions as r
inner join captures as c on r.capture_id = c.capture_id
where r.article_id = $article_id
order by r.revision
