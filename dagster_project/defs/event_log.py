"""Dagster's event log in SQLite, with connections that stay open.

Dagster's own opens a database, makes an engine and waits for the disk once or thrice an event, and a run with a few hundred
checks tells of more than a thousand: a sixth of a small run's processor time. The log here is the same files with the same rows.
Homes whose `dagster.yaml` names no `storage` use Dagster's.
"""

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from sqlalchemy import Connection, Engine, create_engine, event

KEPT_OPEN: Final = 4
"""Databases of runs whose connections are kept: the webserver looks at many, a run writes to one."""


def _nearly_synchronous(connection: Any, _: Any) -> None:
    # With a write-ahead log a lost machine loses the last events at most; a lost process loses nothing.
    connection.execute("pragma synchronous = normal")


class KeptEventLog(SqliteEventLogStorage):
    """Dagster's event log, a database a run and an index, with connections that stay open; only `_connect` differs in kind."""

    def __init__(self, base_dir: str, inst_data: Any = None) -> None:
        self._engines: OrderedDict[str, Engine] = OrderedDict()
        self._tables: set[str] = set()
        super().__init__(base_dir, inst_data)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        # One at a time, as in Dagster's own: so one connection a database will do, whichever thread asks.
        with self._db_lock:
            engine = self._engine(shard)
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.connect() as connection, connection.begin():
                yield connection

    def _engine(self, shard: str) -> Engine:
        if shard not in self._engines:
            runs = [name for name in self._engines if name != INDEX_SHARD_NAME]
            for name in runs[: max(0, len(runs) - KEPT_OPEN + 1)]:
                self._close(name)
            self._engines[shard] = create_engine(
                self.conn_string_for_shard(shard),
                pool_size=1,
                max_overflow=1,
                connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS},
            )
            event.listen(self._engines[shard], "connect", _nearly_synchronous)
        self._engines.move_to_end(shard)
        return self._engines[shard]

    def _close(self, shard: str) -> None:
        if (engine := self._engines.pop(shard, None)) is not None:
            engine.dispose()

    def has_table(self, table_name: str) -> bool:
        """Whether there is such a table; one that was there stays."""
        if table_name not in self._tables and super().has_table(table_name):
            self._tables.add(table_name)
        return table_name in self._tables

    def delete_events(self, run_id: str) -> None:
        """Forget a run's events, and remove its database."""
        super().delete_events(run_id)
        with self._db_lock:
            self._close(run_id)
            self._initialized_dbs.discard(run_id)
        database = Path(self.path_for_shard(run_id))
        for suffix in ("", "-wal", "-shm"):
            database.with_name(database.name + suffix).unlink(missing_ok=True)

    def wipe(self) -> None:
        """Forget everything."""
        self._close_all()
        super().wipe()

    def dispose(self) -> None:
        """Close all connections."""
        super().dispose()
        self._close_all()

    def _close_all(self) -> None:
        with self._db_lock:
            for shard in list(self._engines):
                self._close(shard)


class HomeStorage(DagsterSqliteStorage):
    """Dagster's SQLite storage, its event log with connections that stay open."""

    def __init__(self, base_dir: str, inst_data: Any = None) -> None:
        super().__init__(base_dir, inst_data)
        self._event_log_storage = KeptEventLog(str(Path(base_dir) / "history" / "runs"))

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> "HomeStorage":
        """The storage that `dagster.yaml` describes."""
        return cls.from_local(inst_data=inst_data, **config_value)
