"""The audit before each publish: what must hold, made from the table registry and sql/checks/, run by Great Expectations."""
