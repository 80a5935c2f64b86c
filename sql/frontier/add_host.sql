-- A host that may be asked.
insert into hosts (host) values ($host) on conflict do nothing
