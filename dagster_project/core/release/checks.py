"""What the checks say of a whole version, as a release tells it: the same rows give the same words."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from dagster_project.core.release.notes import table


@dataclass(frozen=True, slots=True)
class Checked:
    """One check, asked of all rows of a version: `rows` offend; `looks_for` says what an offending row is."""

    table: str
    check: str
    severity: str
    looks_for: str
    rows: int

    @property
    def passed(self) -> bool:
        """Whether no row offends."""
        return self.rows == 0


def checks_json(checks: Sequence[Checked]) -> str:
    """checks.json: how many checks were asked, how many found something, and each with what it looks for."""
    facts = {
        "asked": len(checks),
        "failed": sum(not c.passed for c in checks),
        "checks": [{**asdict(c), "passed": c.passed} for c in checks],
    }
    return json.dumps(facts, ensure_ascii=False, indent=2) + "\n"


def checks_markdown(checks: Sequence[Checked]) -> str:
    """The section of KNOWN_ISSUES.md: the checks that found something."""
    out = [
        "",
        "## Checks",
        "",
        f"{len(checks)} checks were asked of every row of this version; `checks.json` has all.",
        "",
    ]
    found = [(c.table, c.check, c.severity, c.rows, c.looks_for) for c in checks if not c.passed]
    if found:
        out += table(["table", "check", "severity", "rows", "what they are"], found)
    else:
        out += ["All hold.", ""]
    return "\n".join(out)
