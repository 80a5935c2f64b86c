"""A machine of its own for tests: builds one archive into a shared catalog, again where another one publishes first.

python -m tests.scale.publisher HOME SETTINGS WARC
"""

import json
import sys
from pathlib import Path

from dagster_project.core.errors import SupersededError
from tests.scale.support import build, home_at


def main() -> None:
    home, archive = home_at(Path(sys.argv[1]), json.loads(sys.argv[2])), Path(sys.argv[3])
    for attempt in range(5):
        try:
            done = build(home, f"run-{attempt}", archive)
        except SupersededError:
            continue
        print(json.dumps({"attempt": attempt, "version": done.version}))
        return
    sys.exit("superseded five times")


if __name__ == "__main__":
    main()
