"""How fast extraction is on one core, side by side with trafilatura and with bare parsing of the same pages.

    python -m benchmarks.extraction_speed                     100 pages of each layout, as rendered and filled to 63 KB
    python -m benchmarks.extraction_speed --pages 400

Pages are rendered from the real articles in `../shared`. Each method reads each page three times, in turns with the
others, so that a busy machine slows all alike; the fastest of the three counts, in seconds of this process. Filled pages
have more script in their head, as real ones have.
"""

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

import lxml.html
from selectolax.lexbor import LexborHTMLParser
from trafilatura import bare_extraction

from benchmarks.eval_extraction import SHARED, pages_of, read_corpus, renderer
from dagster_project.core.extract import extract_page
from dagster_project.core.records import Page
from dagster_project.store.home import REFERENCE
from dagster_project.store.places import load_places

FULL: Final = 63_000
ROUNDS: Final = 3
CORPUS: Final = {"kcna_cojp": "kcna_cojp_2011", "kcna_cojp_day": "kcna_cojp_raw_eras"}
LAYOUTS: Final = ("kcna_kp_q", "kcna_kp_detail", "kcnawatch", "kcna_cojp", "kcna_cojp_day")
Method = Callable[[Page], object]


def filled(page: Page) -> Page:
    """The page with scripts in its head up to FULL bytes."""
    missing = FULL - len(page.payload)
    script = b"<script>" + b"var s=s||[];s.push(['_t',1]);" * (max(missing, 0) // 29) + b"</script>"
    return replace(page, payload=page.payload.replace(b"</head>", script + b"</head>", 1))


def methods() -> dict[str, Method]:
    """What is compared, by name; the first is this project's."""
    places = load_places(REFERENCE)
    fast: dict[str, Any] = {"fast": True, "include_comments": False}
    return {
        "palimpsest": lambda page: extract_page(page, places),
        "trafilatura with metadata": lambda page: bare_extraction(page.payload.decode(), with_metadata=True),
        "trafilatura": lambda page: bare_extraction(page.payload.decode()),
        "trafilatura fast": lambda page: bare_extraction(page.payload.decode(), **fast),
        "lxml parse": lambda page: lxml.html.document_fromstring(page.payload),
        "lexbor parse": lambda page: LexborHTMLParser(page.payload),
    }


def measure(pages: Sequence[Page], compared: dict[str, Method]) -> dict[str, float]:
    """Milliseconds a page of each method."""
    best: dict[str, float] = defaultdict(float)
    for page in pages:
        taken: dict[str, list[float]] = defaultdict(list)
        for _ in range(ROUNDS):
            for name, method in compared.items():
                start = time.process_time()
                method(page)
                taken[name].append(time.process_time() - start)
        for name, times in taken.items():
            best[name] += min(times)
    return {name: 1000 * seconds / len(pages) for name, seconds in best.items()}


def main() -> int:
    """Print milliseconds a page, and how many times as long as this project each method takes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=100, help="pages of each layout")
    parser.add_argument("--layout", choices=LAYOUTS, action="append")
    options = parser.parse_args()
    if not (SHARED / "data").is_dir():
        print(f"{SHARED}: the real articles are not there; nothing measured", file=sys.stderr)
        return 2
    tool, compared = renderer(), methods()
    print(f"{'layout':15} {'bytes':>6}  " + "  ".join(compared) + "   (ms a page, times palimpsest)")
    for layout in options.layout or LAYOUTS:
        stories = read_corpus(CORPUS.get(layout, "kcna_kp_2024"))
        chosen = range(0, len(stories), max(1, len(stories) // options.pages))
        rendered = [page for page, _ in pages_of(stories, layout, chosen, tool)][: options.pages]
        for pages in (rendered, [filled(page) for page in rendered]):
            found = measure(pages, compared)
            own = found["palimpsest"]
            size = sum(len(page.payload) for page in pages) // len(pages)
            cells = "  ".join(f"{ms:.2f} ({ms / own:.1f})" for ms in found.values())
            print(f"{layout:15} {size:6}  {cells}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
