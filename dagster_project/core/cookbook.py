"""The cookbook: documented questions in `sql/queries`, and the page that shows them with answers.

A statement begins with comment lines in four parts: `Question:`, `Caveats:`, `Columns:` (each `name: meaning`, joined by
semicolons) and, where something may be given, `Given:` (`name: value, meaning`: the value is used where none is given).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_PARTS = ("Question", "Caveats", "Columns", "Given")
_PART = re.compile(rf"\b({'|'.join(_PARTS)}): ")
SHOWN_ROWS = 6
_CELL = 60


@dataclass(frozen=True, slots=True)
class Recipe:
    """A documented question: `columns` tells what each column of the answer means, `given` what may be asked instead."""

    name: str
    question: str
    caveats: str
    columns: Mapping[str, str]
    sql: str
    given: Mapping[str, str] = field(default_factory=dict)


def read_recipe(name: str, text: str) -> Recipe:
    """The question that TEXT, a statement with its comment, documents. Raises ValueError where a part is missing."""
    lines = text.splitlines()
    count = next((n for n, line in enumerate(lines) if not line.startswith("--")), len(lines))
    said = " ".join(line[2:].strip() for line in lines[:count])
    pieces = _PART.split(said)
    parts = dict(zip(pieces[1::2], (piece.strip() for piece in pieces[2::2]), strict=True))
    missing = [part for part in _PARTS[:3] if not parts.get(part)]
    if missing or pieces[0].strip():
        raise ValueError(
            f"sql/queries/{name}.sql: its comment has no {', '.join(missing) or 'part for its first words'}"
        )
    return Recipe(
        name,
        parts["Question"],
        parts["Caveats"],
        _pairs(parts["Columns"]),
        "\n".join(lines[count:]).strip(),
        _pairs(parts["Given"]) if "Given" in parts else {},
    )


def _pairs(text: str) -> dict[str, str]:
    """'name: meaning; name: meaning' by name."""
    return {name.strip(): meaning.strip() for name, _, meaning in (p.partition(":") for p in text.split(";"))}


def write_page(answers: Sequence[tuple[Recipe, Sequence[str], Sequence[Sequence[object]]]]) -> str:
    """The cookbook as Markdown: each question with caveats, columns, statement, and the first rows of its answer."""
    lines = [
        "# Cookbook",
        "",
        "Questions that are asked of the dataset, each with its statement and its answer on the bundled sample, whose events",
        "are invented. Any of them runs by its name, on your own data too:",
        "",
        "```",
        "palimpsest query --list",
        "palimpsest query @country_months",
        "palimpsest query @party_months --set party=country:CHN --format csv",
        "```",
        "",
        "The statements are plain SQL over the reading copy. Where one may be given something, DuckDB alone takes it by",
        "`set variable party = 'country:CHN';` before the statement. Those that name only tables of the dataset, not derived",
        "ones, run on a release too, where each Parquet file has a view of its table's name.",
        "",
    ]
    lines += [f"- [{recipe.question}](#{recipe.name})" for recipe, _, _ in answers]
    for recipe, names, rows in answers:
        lines += ["", f'<a id="{recipe.name}"></a>', "", f"## {recipe.question}", "", recipe.caveats, ""]
        lines += [f"- `{name}`: {meaning}" for name, meaning in recipe.columns.items()]
        if recipe.given:
            lines += ["", f"`palimpsest query @{recipe.name}` takes:", ""]
            lines += [f"- `--set {name}=…`, else {meaning}" for name, meaning in recipe.given.items()]
        lines += ["", "```sql", recipe.sql, "```", "", *_answer(names, rows)]
    return "\n".join(lines) + "\n"


def _answer(names: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    if not rows:
        return ["On the sample: no rows."]
    shown = (
        "On the sample:" if len(rows) <= SHOWN_ROWS else f"On the sample, the first {SHOWN_ROWS} of {len(rows)} rows:"
    )
    table = [f"| {' | '.join(names)} |", "|" + " --- |" * len(names)]
    return [shown, "", *table, *(f"| {' | '.join(_cell(v) for v in row)} |" for row in rows[:SHOWN_ROWS])]


def _cell(value: object) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    text = " ".join(text.split())
    text = text if len(text) <= _CELL else text[: _CELL - 1] + "…"
    return re.sub(r"([\\`*_\[\]<>|~])", r"\\\1", text)
