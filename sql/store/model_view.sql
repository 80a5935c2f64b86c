-- A derived table, as a view.
create view {{view}} as
{{query}}
