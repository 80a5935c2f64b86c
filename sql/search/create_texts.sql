-- Every text: a row number that begins with the day of publication, the article, the text's digest, the text packed.
create table if not exists texts (
    number integer primary key,
    article_id text not null,
    content_sha256 text not null,
    packed blob not null,
    unique (article_id, content_sha256)
)
