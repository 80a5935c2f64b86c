-- How many tasks of pairs there are.
select coalesce(max(task) + 1, 0) as tasks from pairs
