"""Extraction: stored captures become observations, texts, sightings and rejects, in batches that fill worker processes."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Final, Literal

import pyarrow as pa
import pyarrow.parquet as pq
from selectolax.lexbor import SelectolaxError

from dagster_project.core.extract import LISTING, extract_page, extractor_of
from dagster_project.core.identity import site_of
from dagster_project.core.layouts import BY_NAME, UNKNOWN
from dagster_project.core.places import PlaceIndex
from dagster_project.core.records import Page, PageResult, Reject
from dagster_project.core.rows import Rows, Stored, add_page
from dagster_project.pipeline import workers
from dagster_project.pipeline.portable import run_tasks
from dagster_project.pipeline.rules import places as places_of
from dagster_project.pipeline.run import PAGES_WORTH_A_POOL, Progress, Run, no_progress
from dagster_project.store.archives import find_archive
from dagster_project.store.capture_index import index_folder
from dagster_project.store.http_message import MAX_PAYLOAD
from dagster_project.store.index_rows import INDEX, Indexed
from dagster_project.store.lake import file_list, open_lake, versions
from dagster_project.store.payload_reader import PayloadReader
from dagster_project.store.sql import statement
from dagster_project.store.staging import Stage, rows_to_table

PAGES_A_TASK: Final = 400
FEW_TASKS: Final = 500
"""Of a run of more tasks each reads more pages: each stages a file a table, and who reads a table opens all of them."""
MOST_GROUPS: Final = 5
"""Times PAGES_A_TASK that a task reads at the most: a worker holds the rows of all its pages."""
LEAST_PAGES_SENT: Final = 200
MOST_PAGES_SENT: Final = 1_000
"""Pages of a task that another machine is sent: what a worker does in a second or two."""
HEAVY_PAGE: Final = 512 << 10
"""Bytes; a page of more is read in a process of its own, whatever else there is to read."""
STAGED: Final = ("captures", "observations", "sightings", "rejects")
TODO: Final = "todo.parquet"
"""The run's list of captures to read, a row group a task."""
READ: Final = "texts_read"
"""Where the texts that a run has read are staged; the history step makes `texts` from them and the lake's."""


@dataclass(slots=True)
class ExtractReport:
    """How many captures were read, by outcome, and how many by layout."""

    captures: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    layouts: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Batch:
    """Row groups of the run's list of captures to read: so many from GROUP on."""

    stage: Stage
    group: int
    reference: Path
    compare_every: int
    groups: int = 1

    @property
    def part(self) -> str:
        """The name of the parts that it stages."""
        return f"{self.group:06d}"

    @property
    def reads(self) -> tuple[str, ...]:
        """The run's list of captures."""
        return (TODO,)

    @property
    def writes(self) -> tuple[str, ...]:
        """The tables that extraction stages."""
        return (*STAGED, READ)

    def on(self, stage: Stage, reference: Path) -> "Batch":
        """The same batch on another machine."""
        return replace(self, stage=stage, reference=reference)


_STORED: Final = attrgetter(*Stored.__slots__)
UNREADABLE: Final = (
    *(ValueError, LookupError, TypeError, AttributeError, RuntimeError, MemoryError),
    *(SyntaxError, SelectolaxError),
)
"""What reading a page may raise. The last two are the parsers' own: out of memory, lxml calls a page a syntax error."""
WITHOUT_ORIGINAL: Final = "revisit_without_original"
"""Why a revisit is rejected whose payload is not stored. It is known by another id once it is, for ids are over payloads."""
RejectStage = Literal["capture", "decode", "layout", "extract"]


def _rejected(row: Indexed, stage: RejectStage, reason: str, detail: str) -> PageResult:
    return PageResult(
        row.capture_id, "reject", site_of(row.url), None, extractor_of(None), reject=Reject(stage, reason, detail)
    )


def _read(
    reader: PayloadReader, row: Indexed, skip: Mapping[str, str], places: PlaceIndex, compare_every: int
) -> PageResult:
    """What comes of one stored capture; never raises for what a page holds."""
    if row.capture_id in skip:
        slow = skip[row.capture_id] == "timeout"
        limit = f"over {workers.PAGE_SECONDS:.0f} s" if slow else "the worker process died on it"
        return _rejected(row, "extract", skip[row.capture_id], f"{limit}; the record stays in {row.warc_file}")
    if row.payload_file is None or row.payload_offset is None:
        what = "the payload it repeats is in no stored archive; import that one too"
        return _rejected(row, "capture", WITHOUT_ORIGINAL, what)
    if row.verdict:
        reason, _, detail = row.verdict.partition(": ")
        return _rejected(row, "capture", reason, detail or "so the fetcher found")
    if row.payload_bytes > MAX_PAYLOAD:
        return _rejected(row, "decode", "too_large", f"{row.payload_bytes} bytes; at most {MAX_PAYLOAD} are read")
    payload = reader.payload(row.payload_file, row.payload_offset)
    if payload is None:
        what = f"no record at {row.payload_offset} of {row.payload_file}"
        return _rejected(row, "capture", "unreadable_record", what)
    page = Page(row.capture_id, row.url, row.captured_at, row.http_status, row.content_type, payload, row.location)
    try:
        return extract_page(page, places, compare_every=compare_every)
    except UNREADABLE as error:
        return _rejected(row, "extract", "extractor_error", f"{type(error).__name__}: {str(error)[:300]}")


def extract_batch(task: workers.Task[Batch]) -> tuple[int, Counter[str], Counter[str]]:
    """Read the captures of one batch and stage their rows as one part a table; returns how many, outcomes, layouts."""
    batch, skip = task.argument, dict(task.skip)
    rows, outcomes, layouts = Rows(), Counter[str](), Counter[str]()
    places = places_of(batch.reference)
    with pq.ParquetFile(batch.stage.folder / TODO) as listed:
        groups = range(batch.group, min(batch.group + batch.groups, listed.num_row_groups))
        todo = [Indexed(**row) for row in listed.read_row_groups(list(groups)).to_pylist()]
    with PayloadReader(partial(find_archive, batch.stage.home)) as reader:
        for row in todo:
            workers.current.begin(row.capture_id)
            result = _read(reader, row, skip, places, batch.compare_every)
            add_page(rows, Stored(*_STORED(row)), result)
            outcomes[result.outcome] += 1
            layouts[result.layout or "none"] += 1
            workers.current.end()
    for name in STAGED:
        batch.stage.write(name, batch.part, rows_to_table(name, rows.of(name)))
    batch.stage.write(READ, batch.part, rows_to_table("texts", rows.of("texts")))
    return len(todo), outcomes, layouts


def current_extractors() -> list[str]:
    """What today's code writes as `captures.extractor`; captures that name another are read again."""
    return [extractor_of(layout) for layout in (*sorted(BY_NAME), UNKNOWN, LISTING, None)]


@dataclass(frozen=True, slots=True)
class Again:
    """What is to be read again though today's code has read it: captures of a site and of days, both ends included.

    None means any; with `everything` False nothing is read again.
    """

    everything: bool = False
    site: str | None = None
    first: date | None = None
    last: date | None = None

    def as_values(self) -> dict[str, object]:
        """As the statement takes it."""
        asked = self.everything or bool(self.site or self.first or self.last)
        return {"again": asked, "site": self.site, "first_day": self.first, "last_day": self.last}


NOTHING_AGAIN: Final = Again()


def _list_pending(run: Run, again: Again = NOTHING_AGAIN) -> Path | None:
    """Write the run's list of captures to read, in the order in which they lie in the archives; None where it is empty."""
    index = sorted(index_folder(run.home).glob("*.parquet"))
    if not index:
        return None
    lake = open_lake(run.home)
    try:
        renamed = lake.execute(
            statement("store/renamed_captures", index=file_list(index)), {"reason": WITHOUT_ORIGINAL}
        ).fetchall()
        run.stage.write_ids("captures", "capture_id", (row[0] for row in renamed))
        reader = lake.execute(
            statement("store/pending_captures", index=file_list(index)),
            {"extractors": current_extractors(), **again.as_values()},
        ).to_arrow_reader(PAGES_A_TASK)
        target = run.stage.folder / TODO
        target.parent.mkdir(parents=True, exist_ok=True)
        with pq.ParquetWriter(target, INDEX, compression="zstd") as writer:
            groups = by_archive(reader) if run.compute == "ray" else _regroup(reader)
            total = sum(_write_group(writer, group) for group in groups)
    finally:
        lake.close()
    return target if total else None


def _regroup(reader: pa.RecordBatchReader) -> Iterator[pa.Table]:
    """Tables of PAGES_A_TASK rows (the last one shorter), whatever the sizes of the reader's batches."""
    kept = pa.Table.from_batches([], reader.schema)
    for batch in reader:
        kept = pa.concat_tables([kept, pa.Table.from_batches([batch])])
        while kept.num_rows >= PAGES_A_TASK:
            yield kept.slice(0, PAGES_A_TASK)
            kept = kept.slice(PAGES_A_TASK)
    if kept.num_rows:
        yield kept


def by_archive(reader: pa.RecordBatchReader) -> Iterator[pa.Table]:
    """A table an archive; small ones go together, and large ones are split, for tasks that another machine is sent."""
    kept = pa.Table.from_batches([], reader.schema)
    for whole in _regroup(reader):
        kept = pa.concat_tables([kept, whole])
        while (cut := _end_of_task(kept)) is not None:
            yield kept.slice(0, cut)
            kept = kept.slice(cut)
    if kept.num_rows:
        yield kept


def _end_of_task(table: pa.Table) -> int | None:
    """Where the first task of TABLE ends: with an archive after the least number of pages, or at the most; None: not yet."""
    names = table["payload_file"].to_pylist()
    for number in range(LEAST_PAGES_SENT, min(len(names), MOST_PAGES_SENT)):
        if names[number] != names[number - 1]:
            return number
    return MOST_PAGES_SENT if len(names) >= MOST_PAGES_SENT else None


def _write_group(writer: pq.ParquetWriter, group: pa.Table) -> int:
    writer.write_table(group.select(INDEX.names).cast(INDEX), row_group_size=max(1, group.num_rows))
    return int(group.num_rows)


def note_base(run: Run) -> None:
    """Note the version on which all that RUN derives rests: publishing on top of another one would lose what that brought."""
    lake = open_lake(run.home)
    try:
        run.stage.note_base(len(versions(lake)))
    finally:
        lake.close()


def extract_pending(
    run: Run,
    progress: Progress = no_progress,
    again: Again = NOTHING_AGAIN,
    meanwhile: Callable[[], object] = workers.nothing,
) -> ExtractReport:
    """Stage what every stored capture gives that the lake doesn't hold yet, or holds as an older extractor read it.

    What AGAIN names is read once more. MEANWHILE is called once while workers read.
    """
    report = ExtractReport()
    note_base(run)
    run.stage.clear(*STAGED, READ, "replaced_captures")
    todo = _list_pending(run, again)
    if todo is None:
        return report
    with pq.ParquetFile(todo) as listed:
        total, groups = listed.metadata.num_rows, listed.num_row_groups
        sizes = listed.read(["payload_bytes"]).column(0)
    items = max(total, PAGES_WORTH_A_POOL) if any(size.as_py() > HEAVY_PAGE for size in sizes) else total
    # Tasks that another machine is sent are cut by archive, and stay as they are.
    step = 1 if run.compute == "ray" else min(-(-groups // FEW_TASKS), MOST_GROUPS)
    batches = [Batch(run.stage, group, run.reference, run.compare_every, step) for group in range(0, groups, step)]
    for count, outcomes, layouts in run_tasks(run, extract_batch, batches, items=items, meanwhile=meanwhile):
        report.captures += count
        report.outcomes += outcomes
        report.layouts += layouts
        progress("extract", report.captures, total)
    return report
