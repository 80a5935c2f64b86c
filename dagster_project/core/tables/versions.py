"""The table of published versions."""

from dagster_project.core.columns import BIG, INT, TEXT, TIMESTAMP, Column, Table

VERSIONS = Table(
    "versions",
    "a published version",
    ("version",),
    "global",
    (
        Column("version", INT, "Number of the version, from 1.", low=1),
        Column("snapshot_id", BIG, "Snapshot of the lake that holds it."),
        Column("created_at", TIMESTAMP, "When it was published."),
        Column("message", TEXT, "What it brought."),
        Column("code_version", TEXT, "Version of the code that made it."),
        Column("schema_version", INT, "Version of the schema.", low=1),
        Column("rules", TEXT, "Version of the extractor, the party rules and the reference data, as JSON."),
        Column("counts", TEXT, "Rows of each table, as JSON."),
        Column("sums", TEXT, "Order-free sums of row digests of each table, as JSON; the digest is made from them."),
        Column("digest", TEXT, "SHA-256 over all rows of all tables."),
        Column(
            "chain_head",
            TEXT,
            "Head of the chain of sealed archives when it was published; empty in versions older than the chain.",
            nullable=True,
        ),
    ),
    group="versions",
)
