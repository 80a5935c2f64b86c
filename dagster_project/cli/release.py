"""`palimpsest release` and `palimpsest verify`."""

import json
from pathlib import Path
from typing import cast

import click

from dagster_project.cli.main import home_option
from dagster_project.core.errors import PalimpsestError
from dagster_project.core.release.shape import FORMATS, Format
from dagster_project.store.home import Home


@click.command()
@home_option
@click.option(
    "--version", metavar="CALVER", help="Name of the release, as 2026.07.13; else the day of the newest capture."
)
@click.option("--at", type=int, metavar="VERSION", help="Release an older version of the dataset.")
@click.option("--without-text", is_flag=True, help="Ids, spans and parties only; no column that quotes a page.")
@click.option("--format", "style", type=click.Choice(FORMATS), default="parquet", show_default=True)
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Folder of releases (default: the home's)."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def release(
    home: Path | None,
    version: str | None,
    at: int | None,
    without_text: bool,
    style: str,
    out: Path | None,
    as_json: bool,
) -> None:
    """Write a version as files to download, check and cite: data, dictionary, descriptors, checksums.

    \b
    palimpsest release
    palimpsest release --version 2026.07.13 --at 4
    palimpsest release --without-text --out to-publish
    palimpsest release --format csv
    """
    from dagster_project.audit.version import audit_version  # noqa: PLC0415
    from dagster_project.store.release.write import write_release  # noqa: PLC0415

    written = write_release(
        Home.at(home),
        at=at,
        version=version,
        style=cast(Format, style),
        without_text=without_text,
        out=out,
        audit=audit_version,
    )
    if as_json:
        facts = {"version": str(written.release.version), "folder": str(written.folder), "fresh": written.fresh}
        click.echo(json.dumps({**facts, "rows": {f.name: f.rows for f in written.release.files}}))
        return
    size = sum(f.size for f in written.release.files)
    said = "written" if written.fresh else "lay there already, the same to the byte"
    click.echo(f"release {written.folder.name}: {said}")
    click.echo(f"  {written.folder}  {len(written.release.files)} data files, {size:,} bytes")
    click.echo(f"  check it: palimpsest verify {written.folder}")


@click.command()
@click.argument("folder", metavar="[RELEASE]", required=False)
@home_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def verify(folder: str | None, home: Path | None, as_json: bool) -> None:
    """Check the home: archives against the chain of their seals, catalog, files, rows. Or a release: checksums, schema,
    keys, references, counts. Ends with 1 and a line a fault.

    RELEASE is a folder, or the name of a release in the home.

    \b
    palimpsest verify
    palimpsest verify 2026.07.13
    palimpsest verify downloads/2026.07.13
    """
    from dagster_project.store.release.objects import bring_release  # noqa: PLC0415
    from dagster_project.store.release.verify import verify_release  # noqa: PLC0415

    if folder is None:
        from dagster_project.store.verify import verify_home  # noqa: PLC0415

        place, faults = Home.at(home).root, verify_home(Home.at(home))
    else:
        place = Path(folder) if Path(folder).is_dir() else bring_release(Home.at(home), folder)
        faults = verify_release(place)
    if as_json:
        click.echo(json.dumps({"home" if folder is None else "release": str(place), "faults": faults}))
    else:
        for fault in faults:
            click.echo(fault)
    if faults:
        raise PalimpsestError(f"{place}: {len(faults)} fault{'s' if len(faults) > 1 else ''}")
    if not as_json:
        click.echo(f"{place}: whole")
