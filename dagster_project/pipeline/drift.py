"""How well the layouts fit what a run has read, as numbers: Dagster plots them from run to run.

The alarms themselves are checks (`sql/checks/drift_*.sql`), which hold a run against the site's own past.
"""

from typing import Final, Literal

import duckdb

from dagster_project.core.schema import TABLES
from dagster_project.pipeline.run import Run
from dagster_project.store.catalog import MEMORY
from dagster_project.store.reading_copy import DataFile, define_view
from dagster_project.store.sql import statement

ASKED: Final = {"captures": ("captures", "observations", "rejects"), "articles": ("articles", "datelines")}
COUNTED: Final = {"captures": "article_pages", "articles": "articles"}
FEWEST: Final = 10
"""Article pages of a site in a run, below which its own numbers would only be noise."""
SITES: Final = 12
"""Sites whose own numbers are told; an archive can hold pages of any number of hosts."""


def measure_drift(run: Run, of: Literal["captures", "articles"]) -> dict[str, float]:
    """The measures of what RUN has staged, by name; those of a single site end in its name: `median_words kcna.kp`."""
    with duckdb.connect(config={"memory_limit": MEMORY}) as connection:
        connection.execute("set TimeZone = 'UTC'")
        if not run.stage.rows(of):
            return {}
        for name in ASKED[of]:
            define_view(
                connection, f"staged_{name}", TABLES[name], [DataFile(str(part)) for part in run.stage.parts(name)]
            )
        rows = connection.execute(statement(f"store/drift_of_{of}")).fetchall()
    pages = sorted((-value, site) for site, measure, value in rows if site is not None and measure == COUNTED[of])
    told = {site for count, site in pages[:SITES] if -count >= FEWEST} | {None}
    return {f"{measure} {site or ''}".strip(): round(value, 4) for site, measure, value in rows if site in told}
