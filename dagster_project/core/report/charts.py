"""The pictures of the report as SVG: the same bytes for the same rows, with letters as letters.

Drawn by matplotlib, without its state and its windows. Colours are those of Okabe and Ito, which most colour-blind
readers can tell apart; lines differ in their dashes besides.
"""

import io
import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Any, Final

import numpy

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#5D4E00", "#000000", "#56B4E9", "#E69F00")
_DASHES: Final = ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)))
_KOREA: Final = (123.5, 131.5, 37.0, 43.5)
"""West, east, south, north of the map's nearer part, in degrees."""

_A_MONTH: Final = 31

Points = Sequence[tuple[float, float]]
Series = Mapping[str, Sequence[tuple[date, float]]]


def _draw(name: str, size: tuple[float, float], paint: Callable[["Axes"], None], said: tuple[str, str]) -> str:
    """What PAINT draws as an SVG element of SIZE inches at most; SAID are its title and description for screen readers."""
    from matplotlib import rc_context  # noqa: PLC0415 - only a report needs it
    from matplotlib.figure import Figure  # noqa: PLC0415

    style: dict[Any, Any] = {
        "svg.fonttype": "none",
        "svg.hashsalt": f"palimpsest {name}",
        "text.parse_math": False,
        "font.size": 10,
        "axes.spines.top": False,
        "axes.spines.right": False,
    }
    with rc_context(style), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")  # letters stay letters: the reader's fonts draw them
        figure = Figure(figsize=size, layout="constrained")
        paint(figure.subplots())
        stream = io.StringIO()
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None}, dpi=110)
    svg = stream.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, count=1, flags=re.DOTALL)
    svg = re.sub(r'\s(?:width|height)="[^"]*pt"', "", svg, count=2)
    title, description = (escape(text) for text in said)
    label = f'<title id="{name}-t">{title}</title><desc id="{name}-d">{description}</desc>'
    return re.sub(
        r"<svg([^>]*)>",
        lambda m: f'<svg{m.group(1)} role="img" aria-labelledby="{name}-t {name}-d">{label}',
        svg,
        count=1,
    )


def lines(name: str, series: Series, unit: str, said: tuple[str, str]) -> str:
    """A line for each of SERIES over the months; UNIT stands at the side."""

    from matplotlib.dates import date2num  # noqa: PLC0415

    def paint(axes: "Axes") -> None:
        for number, (label, points) in enumerate(series.items()):
            days, values = _with_gaps(points)
            axes.plot(
                date2num(days),  # type: ignore[no-untyped-call]
                values,
                label=label,
                color=COLOURS[number % len(COLOURS)],
                linestyle=_DASHES[number % len(_DASHES)],
                marker="o",
                markersize=3,
            )
        axes.xaxis_date()
        axes.set_ylabel(unit)
        axes.set_ylim(bottom=0)
        axes.grid(axis="y", linewidth=0.4)
        if series:
            axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncol=3, frameon=False)
        axes.tick_params(axis="x", labelrotation=30)

    return _draw(name, (8, 4), paint, said)


def _with_gaps(points: Sequence[tuple[date, float]]) -> tuple[list[date], list[float]]:
    """The days and values of a line that breaks where months are missing."""
    days: list[date] = []
    values: list[float] = []
    for day, value in points:
        if days and (day - days[-1]).days > _A_MONTH:
            days.append(days[-1])
            values.append(float("nan"))
        days.append(day)
        values.append(value)
    return days, values


def bars(name: str, rows: Sequence[tuple[str, float]], unit: str, said: tuple[str, str]) -> str:
    """A bar for each of ROWS, the first one on top, with its number at its end."""

    def paint(axes: "Axes") -> None:
        labels = [label if len(label) <= 40 else label[:39] + "…" for label, _ in rows]
        places = range(len(rows))
        drawn = axes.barh(places, [value for _, value in rows], color=COLOURS[0])
        axes.set_yticks(places, labels)
        axes.invert_yaxis()
        axes.set_xlabel(unit)
        axes.bar_label(drawn, fmt="{:,.0f}", padding=3)

    return _draw(name, (8, 0.6 + 0.32 * len(rows)), paint, said)


def places(name: str, marked: Sequence[tuple[str, float, float, int]], towns: Points, said: tuple[str, str]) -> str:
    """A map of MARKED places (name, latitude, longitude, articles) over faint dots for TOWNS (longitude, latitude).

    The dots stand for land: wherever people live.
    """

    def paint(axes: "Axes") -> None:
        far, land = axes, numpy.array(towns).reshape(-1, 2).T
        near = axes.figure.add_axes((0.03, 0.06, 0.24, 0.52))
        for part, size, limits in ((far, 0.25, (-180, 180, -58, 80)), (near, 1.2, _KOREA)):
            part.scatter(land[0], land[1], s=size, color="#b9bec4", linewidths=0, rasterized=True)
            part.set_xlim(limits[0], limits[1])
            part.set_ylim(limits[2], limits[3])
            part.set_xticks([])
            part.set_yticks([])
        most = max((count for *_, count in marked), default=1)
        for part, limits in ((far, (-180, 180, -90, 90)), (near, _KOREA)):
            within = [m for m in marked if limits[0] <= m[2] <= limits[1] and limits[2] <= m[1] <= limits[3]]
            part.scatter(
                [m[2] for m in within],
                [m[1] for m in within],
                s=[12 + 160 * (m[3] / most) ** 0.5 for m in within],
                color=COLOURS[1],
                alpha=0.75,
                linewidths=0,
            )
            beyond = [m for m in within if part is near or not _inside(m, _KOREA)]
            for label, latitude, longitude, _ in beyond[:8]:
                part.annotate(label, (longitude, latitude), xytext=(4, 3), textcoords="offset points", fontsize=8)
        for part in (far, near):
            for side in ("top", "right", "left", "bottom"):
                part.spines[side].set_visible(True)
        near.set_title("Korea", fontsize=9)
        near.patch.set_alpha(1)

    return _draw(name, (9, 4.6), paint, said)


def _inside(marked: tuple[str, float, float, int], limits: tuple[float, float, float, float]) -> bool:
    return limits[0] <= marked[2] <= limits[1] and limits[2] <= marked[1] <= limits[3]
