-- A text, unless it is there.
insert or ignore into texts (number, article_id, content_sha256, packed)
values ($number, $article_id, $content_sha256, $packed)
