-- Rows that lack a value they must have.
select {{key}} from {{staged}} where {{condition}}
