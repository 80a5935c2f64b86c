-- A text by its row number.
select packed from texts where number = $number
