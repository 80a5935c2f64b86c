"""`palimpsest diff`."""

import json
from pathlib import Path

import click

from dagster_project.cli.main import home_option
from dagster_project.store.home import Home


@click.command()
@click.argument("old", metavar="A")
@click.argument("new", metavar="B")
@home_option
@click.option("--table", help="Only this table, with the keys of its rows.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with the keys of all rows.")
def diff(old: str, new: str, home: Path | None, table: str | None, as_json: bool) -> None:
    """What version B holds otherwise than version A: rows added, changed and removed, and the erasures between.

    A and B are numbers of versions, names of releases, or folders of releases.

    \b
    palimpsest diff 1 2
    palimpsest diff 1 2 --table revisions
    palimpsest diff 2026.06.30 2026.07.13 --json
    """
    from dagster_project.store.diff import compare, side_of  # noqa: PLC0415

    place = Home.at(home)
    with compare(side_of(place, old), side_of(place, new), table) as both:
        if as_json:
            tables = {
                count.table: {
                    "added": count.added,
                    "changed": count.changed,
                    "removed": count.removed,
                    "rows": [
                        {"difference": how, "key": dict(zip(both.new.tables[count.table].key, key, strict=True))}
                        for how, *key in both.rows(count.table)
                    ],
                }
                for count in both.counts()
            }
            erasures = [
                {"party_id": e.party_id, "article_id": e.article_id, "erased_on": e.erased_on, "kind": e.kind}
                for e in both.erasures()
            ]
            facts = {"from": both.old.name, "to": both.new.name, "schema": both.schema()}
            click.echo(json.dumps({**facts, "tables": tables, "erasures": erasures}, default=str, ensure_ascii=False))
            return
        for line in both.schema():
            click.echo(line)
        for count in both.counts():
            if count.any:
                click.echo(f"{count.table:<12} +{count.added:,}  ~{count.changed:,}  -{count.removed:,}")
        if table is not None:
            for how, *key in both.rows(table):
                click.echo(f"{how:<8} " + "  ".join(_plain(part) for part in key))
        for erased in both.erasures():
            click.echo(f"erased   {_plain(erased.party_id)}  {erased.article_id}  {erased.erased_on}  {erased.kind}")
        if not any(count.any for count in both.counts()):
            click.echo(f"{both.old.name} and {both.new.name} hold the same rows")


def _plain(value: object) -> str:
    """VALUE on one line, without control characters."""
    return "".join(c if c.isprintable() else " " for c in str(value))
