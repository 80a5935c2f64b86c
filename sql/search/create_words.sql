-- The words of the texts by row number, with their places; the texts themselves lie in `texts`.
create virtual table if not exists words
using fts5(title, body, content = '', tokenize = 'unicode61 remove_diacritics 2')
