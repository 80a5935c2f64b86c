-- A table of a release in CSV, all of it as text.
create view {{view}} as
select {{columns}}
from read_csv(
    {{files}},
    columns = {{definitions}}, header = true, delim = ',', quote = '"', escape = '"', auto_detect = false,
    max_line_size = 100000000
)
