"""Stories: which articles tell the same story on several sites, and so share a story_id."""

import pyarrow.parquet as pq

from dagster_project.core.schema import TABLES
from dagster_project.pipeline.history import DRAFTED
from dagster_project.pipeline.run import Run


def join_stories(run: Run) -> None:
    """Stage `articles` with their story ids."""
    run.stage.clear("articles")
    for path in run.stage.parts(DRAFTED):
        run.stage.write("articles", path.stem, pq.read_table(path).select(list(TABLES["articles"].by_name)))
