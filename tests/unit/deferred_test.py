"""Modules that are put off or refused: nothing loads them unasked, and whoever asks gets the real ones."""

import subprocess
import sys

PUT_OFF = """
import sys
from dagster_project.core.history.story_index import sketch_class
sketch = sketch_class()(num_perm=8)
sketch.update(b"one")
print("scipy.integrate" in sys.modules)
import datasketch
print(datasketch.MinHashLSH(threshold=0.5, num_perm=64).b > 1, "scipy.integrate" in sys.modules)
"""
REFUSED = """
import sys
from dagster_project.core.deferred import PANDAS, allow, refuse
refuse(PANDAS)
import duckdb, pyarrow as pa
table = pa.table({"a": pa.array([1, 2])})
connection = duckdb.connect()
connection.register("made", table)
print(table.to_pylist(), connection.execute("select sum(a) from made where a > $low", {"low": 1}).fetchall())
print(PANDAS in sys.modules)
allow(PANDAS)
import pandas
print(pandas.DataFrame({"a": [1]}).shape)
"""


def output(code: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_what_was_put_off_loads_when_it_is_asked() -> None:
    assert output(PUT_OFF) == ["False", "True True"]


def test_what_is_refused_is_not_loaded_until_it_is_allowed() -> None:
    assert output(REFUSED) == ["[{'a': 1}, {'a': 2}] [(2,)]", "False", "(1, 1)"]
