"""The command line's entry: its commands, and errors as one line. Each command imports the heavy libraries that it needs."""

import atexit
import gc
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from dagster_project import __version__
from dagster_project.core.deferred import PANDAS, refuse
from dagster_project.core.errors import PalimpsestError
from dagster_project.garbage import collect_seldom

_COMMANDS = {
    "build": ("build", "Capture files, extract, audit, publish."),
    "capture": ("capture", "Fetch from a configured site, or from the Wayback Machine."),
    "query": ("query", "Ask the dataset in SQL."),
    "search": ("search", "Find articles by their words."),
    "versions": ("query", "List the published versions."),
    "inspect": ("inspect", "Show what is extracted from one page, and why."),
    "diff": ("diff", "Compare two versions."),
    "release": ("release", "Write a version as files to download, check and cite."),
    "verify": ("release", "Check the home, or a release."),
    "repair": ("repair", "Put right what verify finds damaged."),
    "status": ("status", "Show counts, last runs, gaps and rejects."),
    "history": ("history", "Show an article's revisions as a word diff."),
    "erased": ("history", "List the parties that articles no longer name."),
    "parties": ("parties", "Look into the party rules."),
    "marts": ("marts", "Store the derived tables, so that they answer at once."),
    "config": ("config", "Show the settings that hold, and where each comes from."),
    "doctor": ("doctor", "Say whether this machine and this home are well."),
    "demo-site": ("demo_site", "Serve invented sites on this machine, to try capture without a network."),
    "report": ("report", "Write a page that shows the dataset."),
    "prove": ("prove", "Follow an article back to the stored responses."),
    "maintain": ("maintain", "Merge small files and delete what nothing needs."),
    "docs": ("docs", "Serve what the audits found, and the report."),
    "rebuild": ("rebuild", "Read stored captures again: all, of a site, or of some days."),
    "ui": ("ui", "Open the Dagster UI on this machine."),
}


class _LazyCommands(click.Group):
    """Commands that are imported when they are called, so that a query starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module = __import__(f"dagster_project.cli.{_COMMANDS[cmd_name][0]}", fromlist=["commands"])
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])


@click.group(cls=_LazyCommands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="palimpsest")
def cli() -> None:
    """What state news agencies publish, and later rewrite or delete, as a versioned dataset.

    \b
    Try:
      palimpsest build                       the bundled sample becomes a dataset
      palimpsest build my-archive.warc.gz    your own captures
      palimpsest query "select party_id, count(*) from mentions group by all order by 2 desc limit 10"
      palimpsest ui                          the same in the Dagster UI
    """


def home_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """The option --home that every command takes."""
    return click.option(
        "--home",
        type=click.Path(path_type=Path, file_okay=False),
        help="Folder that holds all that is written (default: PALIMPSEST_HOME, else the project's data folder).",
    )(function)


def main() -> None:
    """Run the command line: exit code 0, or 1 with one line that says what is wrong, or 2 for wrong usage."""
    refuse(PANDAS)
    collect_seldom()
    atexit.register(gc.freeze)  # looking for garbage at the end of a large build took two seconds
    try:
        cli.main(prog_name="palimpsest", standalone_mode=False)
    except PalimpsestError as error:
        click.echo(f"palimpsest: {error}", err=True)
        sys.exit(1)
    except click.UsageError as error:
        error.show()
        sys.exit(2)
    except click.ClickException as error:
        click.echo(f"palimpsest: {error.format_message()}", err=True)
        sys.exit(1)
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("palimpsest: stopped; what was captured is kept, and the next run goes on from there", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)
    except Exception as error:
        if (line := _of_the_machine(error)) is None:
            raise
        click.echo(f"palimpsest: {line}", err=True)
        sys.exit(1)


def _of_the_machine(error: Exception) -> str | None:
    """One line for what the machine refused (a full disk, a home that can't be written, a damaged file); None for the rest."""
    databases = ("sqlite3", "sqlalchemy", "duckdb", "_duckdb")
    if not isinstance(error, OSError) and type(error).__module__.partition(".")[0] not in databases:
        return None
    said = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
    return f"{said}; nothing published is lost: `palimpsest doctor` looks at disk and rights, `palimpsest verify` at the home"
