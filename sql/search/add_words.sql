-- The words of a text.
insert into words (rowid, title, body) values ($number, $title, $body)
