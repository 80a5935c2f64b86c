-- The last row number of a day.
select max(number) from texts where number >= $low and number < $high
