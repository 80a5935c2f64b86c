-- A table of a release in JSON lines, all of it as text.
create view {{view}} as
select {{columns}}
from read_json(
    {{files}}, columns = {{definitions}}, format = 'newline_delimited', maximum_object_size = 100000000
)
