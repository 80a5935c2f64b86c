"""All reading and writing: WARC files, staging, the lake, the reading copy. No rule about texts in here."""
