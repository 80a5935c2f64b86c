"""What a user would pick instead, on the same pages. Runs under any interpreter and needs nothing of this project.

    python benchmarks/alternatives.py datatrove ARCHIVE      its WARC reader with its trafilatura extractor
    python benchmarks/alternatives.py news-please ARCHIVE    its extractors on each page of the archive
    python benchmarks/alternatives.py spacy ARCHIVE          persons, countries, organizations by the small English model

Prints one line of JSON: `pages` and `seconds`, the imports aside, or `missing` with what is not installed. These tools'
requirements clash with each other's and with this project's, so they are looked for in an interpreter of their own:
`python -m benchmarks.speed --alternatives PYTHON`. Fundus reads only the publishers that it has parsers for, and has none
for these sites, so it can't be compared.
"""

import json
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path


def pages_of(archive: str) -> Iterator[tuple[str, bytes]]:
    """Address and body of each response."""
    with Path(archive).open("rb") as stream:
        for record in import_module("warcio.archiveiterator").ArchiveIterator(stream):
            if record.rec_type == "response":
                yield record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read()


def datatrove(archive: str) -> tuple[int, float]:
    """Read the archive and extract each page's text, in this process."""
    path = Path(archive)
    reader = import_module("datatrove.pipeline.readers").WarcReader(str(path.parent), glob_pattern=path.name)
    extractor = import_module("datatrove.pipeline.extractors").Trafilatura(timeout=10)
    start = time.perf_counter()
    count = sum(1 for _ in extractor.run(reader.run(), 0, 1))
    return count, time.perf_counter() - start


def news_please(archive: str) -> tuple[int, float]:
    """Extract each page's article."""
    reader = import_module("newsplease").NewsPlease
    pages = list(pages_of(archive))
    start = time.perf_counter()
    count = sum(reader.from_html(body.decode("utf-8", "replace"), url=url) is not None for url, body in pages)
    return count, time.perf_counter() - start


def spacy(archive: str) -> tuple[int, float]:
    """Name what each page's text names; the text is taken by trafilatura beforehand and not counted."""
    extract = import_module("trafilatura").extract
    model = import_module("spacy").load("en_core_web_sm", exclude=["tagger", "parser", "lemmatizer", "attribute_ruler"])
    texts = [extract(body.decode("utf-8", "replace")) or "" for _, body in pages_of(archive)]
    start = time.perf_counter()
    count = sum(1 for _ in model.pipe(texts))
    return count, time.perf_counter() - start


TOOLS = {"datatrove": datatrove, "news-please": news_please, "spacy": spacy}


def main() -> None:
    """Run one tool and print its line."""
    name, archive = sys.argv[1:3]
    try:
        pages, seconds = TOOLS[name](archive)
    except (ImportError, OSError) as error:
        print(json.dumps({"missing": f"{type(error).__name__}: {error}"}))
        return
    print(json.dumps({"pages": pages, "seconds": seconds}))


if __name__ == "__main__":
    main()
