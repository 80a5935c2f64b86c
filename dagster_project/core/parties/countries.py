"""What stands beside a country's name and belongs to it: its government, its embassy, its troops, its side, anti-, pro-."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from dagster_project.core.parties.records import Candidate, Vocabulary

_OPPOSED = re.compile(r"(?:anti|pro|Anti|Pro)-$")


@lru_cache(maxsize=8)
def _patterns(words: frozenset[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    names = "|".join(sorted((re.escape(w) for w in words), key=lambda w: (-len(w), w)))
    after = re.compile(
        rf" (?:(?:puppet|conservative|ultra-right|fascist|reactionary|ruling|present|current|military|new) ){{0,2}}"
        rf"(?P<word>{names})(?![\w-])"
    )
    before = re.compile(rf"(?<![\w-])(?P<word>{names}) of (?:the )?$", re.IGNORECASE)
    return after, before


def beside_countries(text: str, countries: Iterable[Candidate], vocabulary: Vocabulary) -> Iterator[Candidate]:
    """Candidates that a country's mention grows into: 'Russian government', 'government of New Zealand', 'anti-Japanese'."""
    after, before = _patterns(frozenset(vocabulary.country_bodies))
    for country in countries:
        opposed = _OPPOSED.search(text, max(0, country.start - 5), country.start)
        if opposed:
            yield country._replace(start=opposed.start(), rule="country:opposed")
        for found, start, end in (
            (m := after.match(text, country.end), country.start, m.end() if m else 0),
            (m := before.search(text, max(0, country.start - 40), country.start), m.start() if m else 0, country.end),
        ):
            if found is None:
                continue
            suffix = vocabulary.country_bodies[found["word"].lower()]
            code = country.party_id.partition(":")[2]
            if suffix:
                yield Candidate(
                    start,
                    end,
                    f"organization:{_body(code, suffix)}",
                    "organization",
                    f"country_body:{found['word']}",
                    0.9,
                    1,
                )
            else:
                yield Candidate(start, end, country.party_id, "country", f"country_side:{found['word']}", 0.9, 1)


def _body(code: str, suffix: str) -> str:
    return "KPA" if (code, suffix) == ("PRK", "MIL") else f"{code}.{suffix}"
