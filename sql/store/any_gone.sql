-- Whether any capture, of this run or before, found an article gone.
select
    exists (select 1 from staged_observations where not present)
    or (
        exists (select 1 from staged_observations)
        and exists (select 1 from lake.observations where not present)
    )
