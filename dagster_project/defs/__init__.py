"""The Dagster shell: assets, checks, jobs and resources, a few lines each over the library."""
