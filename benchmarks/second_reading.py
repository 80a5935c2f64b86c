"""Whether trafilatura would tell anything where it is not asked: on real articles that hold nothing but paragraphs.

    python -m benchmarks.second_reading                 every eighth story of each layout's corpus
    python -m benchmarks.second_reading --every 1       all of them

Texts of `../shared` are rendered as the pages of five layouts. Of each article that extraction by itself would not have
compared trafilatura's reading of the content is held against the page's own words.
"""

import argparse
import sys
from collections import Counter
from typing import Final

from benchmarks.eval_extraction import SHARED, pages_of, read_corpus, renderer
from dagster_project.core.extract import extract_page
from dagster_project.core.places import PlaceIndex
from dagster_project.store.home import REFERENCE
from dagster_project.store.places import load_places

CORPUS: Final = {
    "kcna_kp_q": "kcna_kp_2024",
    "kcna_kp_detail": "kcna_cojp_2011",
    "kcnawatch": "kcna_kp_2024",
    "kcna_cojp": "kcna_cojp_2011",
    "kcna_cojp_day": "kcna_cojp_raw_eras",
}


def count(layout: str, stories: range, places: PlaceIndex) -> Counter[str]:
    """Of the articles on the pages of STORIES in LAYOUT: all (`articles`), those not compared by default (`not asked`), and of
    these the ones on which the readers differ (`differing`) or that read otherwise when compared (`changed`)."""
    found = Counter[str]()
    for page, _ in pages_of(read_corpus(CORPUS[layout]), layout, stories, renderer()):
        usual = {article.article_id: article for article in extract_page(page, places, compare_every=0).articles}
        for article in extract_page(page, places, compare_every=1).articles:
            one = usual[article.article_id]
            asked = one.disagreement is not None
            found["articles"] += 1
            found["not asked"] += not asked
            found["differing"] += not asked and article.disagreement != 0.0
            found["changed"] += (one.title, one.paragraphs) != (article.title, article.paragraphs)
    return found


def main() -> int:
    """Print the counts of each layout; 1 where the readers differ on anything that is not asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=8, help="read one story in so many")
    options = parser.parse_args()
    if not (SHARED / "data").is_dir():
        print(f"{SHARED}: the real articles are not there; nothing compared", file=sys.stderr)
        return 2
    places, total = load_places(REFERENCE), Counter[str]()
    for layout, corpus in CORPUS.items():
        found = count(layout, range(0, len(read_corpus(corpus)), options.every), places)
        total += found
        print(
            f"{layout:15} {found['articles']:6,} articles, {found['not asked']:6,} not asked, {found['differing']} differing"
        )
    print(
        f"{'all':15} {total['articles']:6,} articles, {total['not asked']:6,} not asked, {total['differing']} differing"
    )
    return int(bool(total["differing"] or total["changed"]))


if __name__ == "__main__":
    sys.exit(main())
