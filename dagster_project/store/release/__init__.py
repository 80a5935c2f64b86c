"""Releases: writing a version as files that are the same wherever it is made, and checking such files."""
