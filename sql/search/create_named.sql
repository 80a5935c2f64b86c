-- The texts of the articles that name the party that is asked, for as long as the index is open.
create temp table named (number integer primary key)
