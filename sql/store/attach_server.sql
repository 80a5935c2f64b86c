-- The catalog server's database itself, for its locks.
attach {{server}} as server (type postgres)
