"""Names of persons that no list holds: Korean ones by surname and syllables, foreign ones by what stands beside them."""

import re
from bisect import bisect_left
from collections.abc import Container
from typing import Final

from dagster_project.core.parties.kinds import (
    ALSO_GIVEN,
    CAPITALS,
    GIVEN,
    LED,
    NO_PERSON,
    SHORT_SURNAME,
    SMALL_TITLE,
    SURNAME,
    SYLLABLE,
    TITLE,
    WordKinds,
    last_word,
)
from dagster_project.core.parties.reading import Listed, Reading, positions
from dagster_project.core.parties.records import Candidate
from dagster_project.core.parties.triggers import AGES, OF_A_PERSON, Triggers

_JOINING: Final = frozenset(
    {" ", " al ", " el ", " bin ", " ibn ", " de ", " da ", " dos ", " del ", " la ", " van ", " von ", " der ", " den ", " di ",
     " du ", " ould ", " bint ", " y ", " e "}
)  # fmt: skip
"""What stands between the words of one name."""
_AFTER_A_NAME: Final = (".", "-led", "-style")
_SHORTEST_POST: Final = 3
_SPACED: Final = tuple(words for words in OF_A_PERSON if words[0] == " ")
_OF_AN_OFFICE: Final = (" of ", " for ", " to ", " in ")
_LINK: Final = 5
"""The characters of the longest of these."""
_AGE: Final = re.compile(r", (?:aged )?[1-9]\d(?:, |$)")
"""'X Y, 34, said': an age."""
_LED: Final = (" led by ", " headed by ")
"""What is done by persons: 'a delegation led by X Y'."""
_TITLES_OF_ONE: Final = frozenset(
    {"Minister", "President", "Premier", "Governor", "Mr.", "Mrs.", "Ms.", "Dr.", "Chancellor", "Senator"}
)
_OFFICE_OF: Final = re.compile(r", (?!the )[a-z][a-z -]{3,50} of (?:the )?[A-Z]")
_BEFORE_ONE: Final = ("\n", ". ", " to ", " from ", " by ", " with ", " were ", " was ", ", ", " and ", " -- ")
"""What may stand before a name of one word."""
_LONGEST: Final = 5
_LONGEST_ARAB: Final = 10
_ARAB: Final = frozenset({"Bin", "Al", "Ibn", "Abdul", "Ben", "Ould", "Tan", "Datuk", "Dato", "Sheikh"})
_CALLED: Final = frozenset({"U", "Daw"})
"""What Burmese are called by, before names of two words or more; a Korean whose surname is U is found as one."""
_FEWEST_CALLED: Final = 2
_OFFICE_WORDS: Final = 3
_ROLE_WITHIN: Final = 8
_REACH: Final = 120
"""How far behind a name, in code points, its office is looked for."""
_BREAKS = re.compile(r"[,;:()\n]|\. ")


def korean_names(reading: Reading, triggers: Triggers, listed: Listed, refused: Container[int] = ()) -> list[Candidate]:
    """Korean names: a surname and one or two parts that are syllables.

    A surname that is also an English word (An, So, To …) counts only with two parts of a given name. Where a listed person
    is REFUSED by a guard ("Kim Il Sung Order") no name begins.
    """
    made: list[Candidate] = []
    text, words, gaps, kinds = reading.text, reading.words, reading.gaps, reading.kinds
    reached = 0
    for i in positions(reading, SURNAME):
        if i < reached or gaps[i + 1] != " " or not kinds[i + 1] & GIVEN:
            continue
        start = reading.starts[i]
        if start in refused or (start and text[start - 1] in "'.-"):
            continue
        last, beyond = i + 1, 0
        if gaps[i + 2] == " " and kinds[i + 2] & GIVEN:
            last = i + 2
        elif gaps[i + 2] == " " and (tail := _ending(words[i + 2], triggers.lexicon.words)):
            last, beyond = i + 2, len(tail)
        elif kinds[i + 1] & ALSO_GIVEN or ("-" not in words[i + 1] and kinds[i] & SHORT_SURNAME):
            continue
        end = reading.ends[last] - beyond
        if words[i] in _CALLED and _is_listed_after(reading, listed, i, end):
            continue
        name = _spelt(text[start:end])
        made.append(Candidate(start, end, f"person:{name}", "person", "korean_name", 0.9 if last == i + 2 else 0.7))
        reached = last + 1
    return made


def _is_listed_after(reading: Reading, listed: Listed, i: int, end: int) -> bool:
    """Whether a listed person's name of several words follows word I and ends at END: 'U Thein Sein'."""
    named = listed.starting.get(reading.starts[i + 1])
    return named is not None and named.type == "person" and named.end == end and " " in named.party_id


def _ending(word: str, kinds: WordKinds) -> str:
    """What closes WORD after a part of a given name: the full stop of 'Jang Song U.', '-led' of 'Ri Song Il-led'."""
    for tail in _AFTER_A_NAME:
        if word.endswith(tail) and kinds[word.removesuffix(tail)] & GIVEN:
            return tail
    return ""


def _spelt(name: str) -> str:
    """NAME with each part capitalised once: 'Kim Jong UN' and 'Kim Jong Un' are one."""
    return " ".join(part.capitalize() if part.isupper() else part for part in name.split())


def foreign_names(reading: Reading, triggers: Triggers, listed: Listed) -> list[Candidate]:
    """Names of two to five words after a title ('President X Y') or before a role ('X Y, foreign minister of')."""
    made: list[Candidate] = []
    for i in _introduced(reading, triggers, listed):
        made += _after_title(reading, listed, i, _run_end(reading, i))
    for begin, end in _runs_before(reading):
        if end - begin > 1:
            made += _before_words(reading, triggers, listed, begin, end)
        elif reading.gaps[end].startswith(", "):
            made += _alone(reading, triggers, listed, begin)
    return made


def _runs_before(reading: Reading) -> list[tuple[int, int]]:
    """The runs of words, first and behind the last, behind which may stand what makes persons of them."""
    runs: list[tuple[int, int]] = []
    gaps, seen = reading.gaps, reading.seen
    said = not seen.cues.isdisjoint(OF_A_PERSON)
    if not said and not seen.posts and seen.cues.isdisjoint(AGES):
        return runs
    behind = (",", *_SPACED) if said else (",",)
    for end in [i for i, gap in enumerate(gaps) if gap.startswith(behind)]:
        begin = end - 1
        while begin >= 0 and gaps[begin] in _JOINING:
            begin -= 1
        if begin >= 0:
            runs.append((begin, end))
    return runs


def _run_end(reading: Reading, i: int) -> int:
    """The number of the word behind the run in which word I stands."""
    gaps, end = reading.gaps, i + 1
    while gaps[end] in _JOINING:
        end += 1
    return end


def _alone(reading: Reading, triggers: Triggers, listed: Listed, i: int) -> list[Candidate]:
    """Word I as a surname by itself, where an office and what it is of follow: 'X, first secretary of the City Committee'."""
    made: list[Candidate] = []
    if _OFFICE_OF.match(reading.text, reading.ends[i]) is None:
        return made
    word, before = reading.words[i], reading.gaps[i]
    if len(word) < 4 or not word.isalpha() or word.isupper() or _no_name(reading, listed, i):
        return made
    if reading.starts[i] in listed.starting or not (i == 0 or before.endswith(_BEFORE_ONE)):
        return made
    if _role_follows(reading, reading.ends[i] + 2, triggers):
        made.append(
            Candidate(reading.starts[i], reading.ends[i], f"person:{word}", "person", "before_role:surname", 0.6, -2)
        )
    return made


def _introduced(reading: Reading, triggers: Triggers, listed: Listed) -> list[int]:
    """The words that a title stands before, or an office with its body, and that more words of a name may follow."""
    gaps, tails = reading.gaps, reading.tails
    found = {
        i
        for i in reading.marked
        if tails[i] & (SMALL_TITLE | LED) and _after_small_title(reading, triggers, i) and gaps[i + 1] in _JOINING
    }
    found.update(i + 1 for i in positions(reading, TITLE) if gaps[i + 1] == " " and _titled(reading, triggers, i + 1))
    found.update(_posted(reading, triggers, listed))
    return sorted(found)


def _after_title(reading: Reading, listed: Listed, i: int, end: int) -> list[Candidate]:
    """The name that begins with word I or after further offices, and goes on before word END."""
    made: list[Candidate] = []
    if _known_person(listed, reading.starts[i]):
        return made
    last = first = _after_offices(reading, listed, i, end)
    while last < end and last - first < _longest(reading, last) and not _no_name(reading, listed, last):
        last += 1
    made += _named(reading, first, last, "after_title")
    if last == i + 1 == end and _titled_alone(reading, listed, i):
        start, stop = reading.starts[i], reading.ends[i]
        made.append(Candidate(start, stop, f"person:{reading.words[i]}", "person", "after_title:surname", 0.6, -2))
    return made


def _before_words(reading: Reading, triggers: Triggers, listed: Listed, begin: int, end: int) -> list[Candidate]:
    """The name that closes the run BEGIN to END, where an office follows, or what is said of persons only."""
    made: list[Candidate] = []
    behind = reading.gaps[end]
    said = behind.startswith(OF_A_PERSON) or _AGE.match(behind) is not None
    if not said and not (behind.startswith(", ") and _role_follows(reading, reading.ends[end - 1] + 2, triggers)):
        return made
    first = begin
    for i in range(begin, end):
        if _no_name(reading, listed, i) and not (i > first and reading.kinds[i] & ALSO_GIVEN):
            first = i + 1
    portfolio = first == begin and _is_portfolio(reading, triggers, begin)
    if not portfolio and not _ends_korean(reading, listed, first, end):
        made += _named(reading, first, end, "before_person_words" if said else "before_role")
    return made


def _after_offices(reading: Reading, listed: Listed, first: int, end: int) -> int:
    """The first word from FIRST on that can begin a name: 'led by Vice Admiral X Y'; FIRST itself where none can."""
    at = first
    while at < end - 1 and _no_name(reading, listed, at) and at - first < _OFFICE_WORDS:
        at += 1
    return first if _no_name(reading, listed, at) else at


def _titled_alone(reading: Reading, listed: Listed, i: int) -> bool:
    """Whether word I is a surname by itself: after 'Minister' or the like in one run, and nothing that is listed."""
    word = reading.words[i]
    return (
        reading.gaps[i] == " "
        and reading.words[i - 1] in _TITLES_OF_ONE
        and len(word) > 3
        and word.isalpha()
        and not word.isupper()
        and reading.starts[i] not in listed.starting
        and f" {word.lower()}" not in reading.text
    )


def _is_portfolio(reading: Reading, triggers: Triggers, i: int) -> bool:
    """Whether word I begins what an office is of: 'Minister of Coal Industry'."""
    words = reading.text[max(0, reading.starts[i] - 40) : reading.starts[i]].split()
    if words and words[-1] == "the":
        words = words[:-1]
    return len(words) > 1 and words[-1] == "of" and words[-2].lower().rpartition("-")[2] in triggers.role_words


def _known_person(listed: Listed, start: int) -> bool:
    """Whether a listed person's name of several words begins at START."""
    known = listed.starting.get(start)
    return known is not None and known.type == "person" and " " in known.party_id


def _ends_korean(reading: Reading, listed: Listed, first: int, end: int) -> bool:
    """Whether a listed or a Korean name begins behind FIRST and ends the run before END: the words before it are none."""
    known = listed.ending.get(reading.ends[end - 1])
    if known is not None and known.type == "person":
        return True
    return any(
        reading.kinds[i] & SURNAME and all(kind & SYLLABLE for kind in reading.kinds[i + 1 : end])
        for i in (end - 3, end - 2)
        if i > first
    )


def _titled(reading: Reading, triggers: Triggers, i: int) -> bool:
    """Whether a title with a capital stands directly before word I."""
    titles = triggers.titles_by_last_word[reading.words[i - 1]]
    return any(_ends_with(reading.text, reading.ends[i - 1], title) for title in titles)


def _after_small_title(reading: Reading, triggers: Triggers, i: int) -> bool:
    """Whether a title in small letters or 'led by' stands directly before word I."""
    gap = reading.gaps[i]
    return gap.endswith(_LED) or last_word(gap) in triggers.small_titles


def _posted(reading: Reading, triggers: Triggers, listed: Listed) -> list[int]:
    """The words that follow an office with its body, state or portfolio: 'ambassador to Cuba', 'minister of justice'."""
    numbers: list[int] = []
    text, starts = reading.text, reading.starts
    for _, stop in reading.seen.posts:
        if not text[stop : stop + _LINK].startswith(_OF_AN_OFFICE):
            continue
        at = text.index(" ", stop + 1) + 1
        if portfolio := triggers.office_words.portfolio.match(text, at):
            at = portfolio.end() + 1
            i = bisect_left(starts, at)
            if i < len(starts) and starts[i] == at and text[at - 1] == " ":
                numbers.append(i)
            continue
        numbers += _behind_post(reading, listed, at)
        if text.startswith("the ", at):
            numbers += _behind_post(reading, listed, at + 4)
    return numbers


def _behind_post(reading: Reading, listed: Listed, at: int) -> list[int]:
    """The words directly behind a listed body or state, or an abbreviation, that begins at AT."""
    numbers: list[int] = []
    starts, ends = reading.starts, reading.ends
    longest = listed.starting.get(at)
    if longest is None and reading.text[at : at + 1].islower():
        return numbers
    last = bisect_left(starts, at)
    if longest is None:
        if last + 1 < len(starts) and starts[last] == at and _is_short_form(reading, listed, last):
            numbers += _beside(reading, last)
        return numbers
    while last + 1 < len(starts) and ends[last] <= longest[1]:
        post = listed.ending.get(ends[last])
        if post is not None and post[0] == at and post[3] != "person":
            numbers += _beside(reading, last)
        last += 1
    return numbers


def _beside(reading: Reading, i: int) -> list[int]:
    """The word directly behind word I."""
    numbers: list[int] = []
    if reading.gaps[i + 1] == " ":
        numbers.append(i + 1)
    return numbers


def _is_short_form(reading: Reading, listed: Listed, i: int) -> bool:
    """Whether word I, which ends nothing that is listed, may be a body's abbreviation."""
    capitals = reading.kinds[i] & CAPITALS != 0 and len(reading.words[i]) >= _SHORTEST_POST
    return capitals and reading.ends[i] not in listed.ending


def _ends_with(text: str, end: int, title: str) -> bool:
    """Whether TITLE, as words of its own, ends at END."""
    start = end - len(title)
    return start >= 0 and text.startswith(title, start) and not text[start - 1 : start].isalnum()


def _no_name(reading: Reading, listed: Listed, i: int) -> bool:
    """Whether word I is no part of a person's name: an office, a month, the name of a state or a body."""
    if reading.kinds[i] & NO_PERSON:
        return True
    known = listed.starting.get(reading.starts[i])
    return known is not None and known.type in ("country", "organization") and known.end >= reading.ends[i]


def _named(reading: Reading, first: int, last: int, rule: str) -> list[Candidate]:
    """The words FIRST to LAST as a person, where they can be one."""
    made: list[Candidate] = []
    while last > first and len(reading.words[last - 1]) == 2 and reading.words[last - 1].endswith("."):
        last -= 1
    if last - first > _FEWEST_CALLED and reading.words[first] in _CALLED:
        first += 1
    if not 1 < last - first <= _longest(reading, last - 1) or not any(
        w.strip(".")[1:] for w in reading.words[first:last]
    ):
        return made
    start, end = reading.starts[first], reading.ends[last - 1]
    if start and reading.text[start - 1] in "-'":
        return made
    made.append(Candidate(start, end, f"person:{reading.text[start:end]}", "person", rule, 0.75, -1))
    return made


def _longest(reading: Reading, i: int) -> int:
    """How many words a name that goes on at word I may have: more where it is of an Arab or Malay form."""
    return _LONGEST_ARAB if not _ARAB.isdisjoint(reading.words[max(0, i - 3) : i + 1]) else _LONGEST


def _role_follows(reading: Reading, position: int, triggers: Triggers) -> bool:
    """Whether the words from POSITION up to the next mark name an office within a few words."""
    text, posts, reach = reading.text, reading.seen.posts, position + _REACH
    next_post = bisect_left(posts, (position, 0))
    if next_post == len(posts) or posts[next_post][0] >= reach:
        return False
    mark = _BREAKS.search(text, position, reach)
    words = text[position : mark.start() if mark else reach].split(" ", _ROLE_WITHIN)[:_ROLE_WITHIN]
    if "and" in words:
        words = words[: words.index("and")]
    return not triggers.role_words.isdisjoint(map(str.lower, words))
