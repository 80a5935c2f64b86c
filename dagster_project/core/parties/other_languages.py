"""Listed persons in texts of other languages than English, for telling who was erased there.

Korean names are spelt the same in Spanish as in English. Mentions are not made of them: what else such a text says of a
party is not read. So only what can't be mistaken counts: a listed person's own name, written out, of two words or more,
that is no part of the name of anything else ("Plaza Kim Il Sung", "Universidad Kim Chaek").
"""

from collections.abc import Iterator
from datetime import date

from dagster_project.core.history.records import Naming
from dagster_project.core.parties.gazetteer import Gazetteer
from dagster_project.core.parties.records import Candidate
from dagster_project.core.parties.resolve import resolve
from dagster_project.core.parties.text import plain


def written_out(gazetteer: Gazetteer, title: str, body: str, *, published_on: date | None) -> tuple[Naming, ...]:
    """The listed persons whose names are written out in a text, in reading order."""
    return tuple(
        Naming(c.party_id, field, c.start, c.end, text[c.start : c.end])
        for field, text in (("title", title), ("body", body))
        for c in resolve(_names(gazetteer, plain(text), published_on))
    )


def _names(gazetteer: Gazetteer, text: str, day: date | None) -> Iterator[Candidate]:
    for candidate in gazetteer.find(text, day)[0]:
        words = text[candidate.start : candidate.end]
        if (
            candidate.type == "person"
            and " " in words
            and candidate.party_id.partition(":")[2].casefold() == words.casefold()
            and words.casefold() not in gazetteer.names_within_names
        ):
            yield candidate
