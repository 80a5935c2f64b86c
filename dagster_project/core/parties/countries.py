"""What stands beside a country's name and belongs to it: its government, its embassy, its troops, its side, anti-, pro-."""

from collections.abc import Iterable
from typing import Final

from dagster_project.core.parties.country_words import BETWEEN, FIRST_WORD
from dagster_project.core.parties.records import Candidate
from dagster_project.core.parties.triggers import Triggers

_OF: Final = (" of ", " of the ")
_LONGEST_OF: Final = 8
_ADJECTIVES: Final = frozenset({"military"})
"""Words that are a body only where no noun follows: 'the U.S. military said', not 'U.S. military drills'."""
_AFTER_A_NOUN: Final = frozenset(
    {"is", "was", "are", "were", "has", "have", "had", "to", "in", "on", "and", "or", "of", "for", "that", "which", "who", "will",
     "would", "should", "can", "could", "with", "at", "by", "as", "from", "itself", "said", "says", "may", "must", "did", "does",
     "when", "while", "but", "into", "over", "after", "before", "against"}
)  # fmt: skip
_HALVES: Final = frozenset({"alias:the north", "alias:the south", "alias:The north", "alias:The south"})
_OTHER_HALF: Final = {"north": "south", "south": "north"}
_TO_THE_OTHER: Final = (" and ", ", ", " or ")
_NO_HALF: Final = (" and overseas", " and Overseas", " Korea", " side", " Side", " of ", "-")
"""What follows where no half of Korea is meant, or a side by its whole name."""
_ADJECTIVAL: Final = ("an", "ese", "ish")
"""How most adjectives of countries end."""
_NOUN_RANK: Final = 2
"""The rank from which on a country's name is a noun, no adjective."""
_OPPOSED: Final = ("anti-", "pro-", "Anti-", "Pro-")


def beside_countries(text: str, countries: Iterable[Candidate], triggers: Triggers) -> list[Candidate]:
    """Candidates that a country's mention grows into: 'Russian government', 'government of New Zealand', 'anti-Japanese'."""
    grown: list[Candidate] = []
    padded = f"{text} "
    going_on = triggers.going_on
    for country in countries:
        start, end = country[0], country[1]
        if country[4] in _HALVES:
            grown += _other_half(text, country)
        before = padded[start - 1]
        if before == "-" and text.endswith(_OPPOSED, 0, start):
            opposed = start - (5 if text.endswith(("anti-", "Anti-"), 0, start) else 4)
            grown.append(country._replace(start=opposed, rule="country:opposed"))
        if padded[end] == " " and going_on[padded[end + 1 : padded.find(" ", end + 1)]]:
            found = _after(text, end, triggers)
            if found is not None:
                grown.append(_grown(country, start, found[0], found[1], triggers))
        if (
            before == " "
            and text[max(0, start - _LONGEST_OF) : start].endswith(_OF)
            and not _belongs_to_a_noun(text, country)
        ):
            start_of = _before(text, start, triggers)
            if start_of is not None:
                grown.append(_grown(country, start_of[0], end, start_of[1], triggers))
    return grown


def _belongs_to_a_noun(text: str, country: Candidate) -> bool:
    """Whether COUNTRY is an adjective before its noun: 'the side of the Ruritanian people'."""
    adjective = country.rank < _NOUN_RANK and text.endswith(_ADJECTIVAL, 0, country.end)
    return adjective and not ends_noun(text, country.end)


def _other_half(text: str, half: Candidate) -> list[Candidate]:
    """The other half of Korea that shares the article of HALF: 'the north and south', 'the south, north and abroad'."""
    grown: list[Candidate] = []
    for link in _TO_THE_OTHER:
        start = half.end + len(link)
        word = _OTHER_HALF[text[half.end - 5 : half.end].lower()]
        if text.startswith(link, half.end) and text.startswith(word, start):
            end = start + len(word)
            if not text[end : end + 1].isalnum() and not text.startswith(_NO_HALF, end):
                party_id = "country:PRK" if word == "north" else "country:KOR"
                grown.append(Candidate(start, end, party_id, "country", "country:other_half", 0.85, 1))
    return grown


def _before(text: str, position: int, triggers: Triggers) -> tuple[int, str] | None:
    """The body's words before 'of' or 'of the' and a country at POSITION: where they begin, and the words."""
    end = position - (4 if text.endswith(" of ", 0, position) else 8)
    line = text[max(0, end - 32) : end].lower()
    for words in triggers.words_of_country.get(line.rpartition(" ")[2].rpartition("\n")[2], ()):
        start = end - len(words)
        if line.endswith(words) and not text[start - 1 : start].replace("-", "a").isalnum():
            return start, words
    return None


def _after(text: str, position: int, triggers: Triggers) -> tuple[int, str] | None:
    """The body's words after a country that ends at POSITION, up to two epithets between: where they end, and the words."""
    for _ in range(3):
        found = FIRST_WORD.match(text, position + 1)
        word = found.group() if found else ""
        for words in triggers.country_words.get(word, ()) or triggers.country_words.get(word.lower(), ()):
            stop = position + 1 + len(words)
            if text[position + 1 : stop].lower() == words and not text[stop : stop + 1].replace("-", "a").isalnum():
                return (stop, words) if words not in _ADJECTIVES or ends_noun(text, stop) else None
        if word not in BETWEEN:
            return None
        position += 1 + len(word)
        if not text.startswith(" ", position):
            return None
    return None


def ends_noun(text: str, position: int) -> bool:
    """Whether the words that end at POSITION are a noun by themselves: a mark, or a verb or preposition follows."""
    if not text.startswith(" ", position):
        return not text[position : position + 1].isalnum() and not text.startswith("-", position)
    return text[position + 1 : position + 12].partition(" ")[0].rstrip(".,") in _AFTER_A_NOUN


def _grown(country: Candidate, start: int, end: int, words: str, triggers: Triggers) -> Candidate:
    suffix = triggers.vocabulary.country_bodies[words.lower()]
    code = country.party_id.partition(":")[2]
    if not suffix:
        start += 4 if country.start == start and country.rule.startswith(("alias:the ", "alias:The ")) else 0
        return Candidate(start, end, country.party_id, "country", f"country_side:{words}", 0.9, 1)
    return Candidate(start, end, f"organization:{_body(code, suffix)}", "organization", f"country_body:{words}", 0.9, 1)


def _body(code: str, suffix: str) -> str:
    return "KPA" if (code, suffix) == ("PRK", "MIL") else f"{code}.{suffix}"
