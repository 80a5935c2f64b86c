# The reading copy in R: Rscript docs/examples/with_r.R data/palimpsest.duckdb
# Needs the packages duckdb and DBI.
library(DBI)
dataset <- dbConnect(duckdb::duckdb(), dbdir = commandArgs(trailingOnly = TRUE)[1], read_only = TRUE)
print(dbGetQuery(dataset, "select * from party_timeline('country:RUS')"))
dbDisconnect(dataset, shutdown = TRUE)
