-- Rows whose value is outside what the column may hold.
select {{key}}, {{column}} from {{staged}} where {{condition}}
