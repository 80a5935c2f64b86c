"""`palimpsest demo-site`: invented sites on this machine, to try capture without a network."""

import click

from dagster_project.core.errors import PalimpsestError


@click.command("demo-site")
@click.option("--port", default=8642, show_default=True)
@click.option("--faults", "fault_rate", type=click.FloatRange(0, 1), default=0.0, help="Share of requests that fail.")
@click.option(
    "--every", "every_s", type=click.FloatRange(1), default=60.0, show_default=True, help="Seconds between news."
)
def demo_site(port: int, fault_rate: float, every_s: float) -> None:
    """Serve invented copies of the sites and of the Wayback Machine on 127.0.0.1. Stop it with Ctrl-C.

    \b
    palimpsest demo-site &
    palimpsest capture kcna.kp --via 127.0.0.1:8642 --build --home demo
    palimpsest capture wayback:kcna.kp/en/article/ --from 2013-10 --to 2013-12 --via 127.0.0.1:8642 --build --home demo
    palimpsest erased --home demo
    PALIMPSEST_VIA=127.0.0.1:8642 palimpsest ui --schedules --home demo
    """
    from dagster_project.demo.serve import serve  # noqa: PLC0415

    try:
        site = serve(port, fault_rate, every_s)
    except OSError as error:
        raise PalimpsestError(f"port {port}: {error.strerror}; choose another with --port") from None
    with site:
        click.echo(f"the demo site answers on {site.address}; every text of it is invented", err=True)
        click.echo(f"try: palimpsest capture kcna.kp --via {site.address} --build --home demo", err=True)
        try:
            site.wait()
        except KeyboardInterrupt:
            click.echo(f"{len(site.seen)} requests were answered", err=True)
