"""The steps of a run, as library functions that Dagster's assets and the command line call. No Dagster in here."""
