-- The words of the texts by row number, with their places; the texts themselves lie in `texts`. Beginnings of three letters
-- are kept too: of those there are many words.
create virtual table if not exists words
using fts5(title, body, content = '', tokenize = 'unicode61 remove_diacritics 2', prefix = '3')
