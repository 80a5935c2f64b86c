-- Who holds a page, a memento or a host at the moment.
select leased_by as holder from pages where leased_until > $now
union
select leased_by from mementos where leased_until > $now
union
select busy_by from hosts where busy_until > $now
order by holder
