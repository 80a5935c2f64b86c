"""Bodies that no list holds, by their form: capitalised words around a head (Committee, Farm, Association …).

Leftwards from the head go the words that stand directly before it, rightwards what 'of', 'for the' and the like tie to it.
Where a name ends is decided by what the gazetteer found (a person, a state, another body), by months, and by the link.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import Final

from dagster_project.core.parties.body_ids import coded_id
from dagster_project.core.parties.names import is_syllable
from dagster_project.core.parties.reading import Listed, Reading, positions
from dagster_project.core.parties.records import Candidate, Vocabulary
from dagster_project.core.parties.text import own_words

_DIRECT: Final = frozenset({" ", "'s ", "' "})
_AND: Final = frozenset({" and ", " & "})
_CLEAR_LINKS: Final = frozenset(
    {" of ", " of the ", " for ", " for the ", " against ", " against the ", " of the puppet "}
)
_AFTER_CC: Final = frozenset({", the ", "\n", ",\n", ", \n"})
"""What may stand between 'C.C.' and its party; some copies of the site broke the line there."""
_AT_LINKS: Final = frozenset({" at ", " at the "})
_OPEN_LINKS: Final = frozenset({" in ", " in the ", " on ", " with ", " under ", " on the ", " with the "})
_IN: Final = frozenset({" in ", " in the "})
_BRANCH: Final = frozenset({" branch of the ", " branch of "})
_TAKES_PLACE: Final = frozenset(
    {"Association", "Federation", "Society", "Union", "Alliance", "Committee", "Ltd.", "Ltd", "Company", "Co", "Co.", "Group",
     "Organization", "Organisation", "League", "Institute", "Council", "Societies", "Confederation", "Front",
     "Headquarters", "Center", "Centre"}
)  # fmt: skip
_STUDY: Final = frozenset({"Group", "Society", "Association", "Club", "Circle"})
_PARTY_LIKE: Final = frozenset(
    {
        "Party",
        "Union",
        "Federation",
        "Association",
        "League",
        "Front",
        "Movement",
        "Chongryon",
        "Organization",
        "Unions",
        "Society",
    }
)
MONTHS: Final = frozenset(
    {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
     "December", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec", "Monday", "Tuesday",
     "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
)  # fmt: skip
_PRESS: Final = frozenset(
    {"Shimbun", "Ilbo", "Sinmun", "Times", "Herald", "Tribune", "Gazette", "Shibao", "Radio", "Television"}
)
_LAST_AND: Final = _AND | {", and "}
_LONGEST_ENUMERATION: Final = 10
_NEVER_JOINED: Final = _PRESS | {"Farm", "Restaurant", "Hotel", "Temple", "University", "Club"}
"""Heads of names that have no 'and' before them: 'West Sea Barrage and Okryu Restaurant' are two."""
_PORTFOLIOS: Final = frozenset({"Administration", "Service", "Services", "Works", "Office"})
_NO_STOPS: Final = frozenset({"IT", "US"})
_ALSO_GIVEN: Final = frozenset({"Jun", "Jul"})
"""Months that are parts of Korean names, too."""
_AFTER_GERUND: Final = frozenset({" ", " the "})
_TIED: Final = ("-based", "-flagged", "-led", "-run", "-resident", "-controlled", "-funded", "-sponsored")
_HONOURS: Final = frozenset({"Comrade", "President", "General", "Generalissimo", "Marshal", "Chairman", "Leader"})
_PAPERS: Final = frozenset({"Shimbun", "Ilbo", "Sinmun", "Times", "Herald", "Tribune", "Gazette", "Shibao"})
_NUMBERED: Final = frozenset({"Factory", "Enterprise"})
_BEARS_NUMBER: Final = _NUMBERED | {"Division", "Brigade", "Regiment", "Corps"}
_WORKS: Final = frozenset({"Station", "Stations", "Plant", "Plants"})
"""What is a place after 'Power', as a bridge or a dam is: texts speak of where it stands and of its building."""
_NUMBER: Final = re.compile(r" \d{2,3}(?![\w.,]*\d)(?! (?:percent|years|times|tons|workers))")
_OF: Final = (" of ", " of the ")
_SMALL_HEADS: Final = frozenset(
    {
        "presidium",
        "committee",
        "bureau",
        "secretariat",
        "cabinet",
        "politburo",
        "commission",
        "ministry",
        "staff",
        "command",
    }
)
_SMALL_HEAD: Final = re.compile(
    r"(?<![\w-])(?:presidium|(?:standing|central|provincial) committee|political bureau|secretariat|cabinet|politburo"
    r"|central military commission|(?:foreign )?ministry|ministry of [A-Z][A-Za-z' ]{3,20}|general staff|supreme command)"
    r" of (?:the )?$"
)
_WING: Final = re.compile(r" \([A-Z][a-z]+(?:[ -][A-Z][a-z]+){0,2}\)")
_SMALL_UNIT: Final = re.compile(r" unit no\. ?\d+")
_UNIT: Final = re.compile(r" \d{2,5}(?![\w,.]*\d)")
_UNIT_NUMBER: Final = re.compile(r"\b[Tt]he (\d{3,4}) $")
_PORTFOLIO_BEFORE: Final = ("inister of ", "inister of the ", "inisters of ", "inisters of the ")


class _Grower:
    """Grows heads into names in one reading."""

    def __init__(self, reading: Reading, vocabulary: Vocabulary, listed: Listed):
        self.reading = reading
        self.vocabulary = vocabulary
        self.listed = listed
        self.heads = vocabulary.body_heads

    def person_at(self, i: int) -> int | None:
        """The last word of the person's name that begins at word I: a listed one's, or a Korean surname with syllables."""
        words, r = self.reading.words, self.reading
        known = self.listed.starting.get(r.starts[i])
        if known is not None and known.type == "person" and " " in r.text[known.start : known.end]:
            return self._last_within(i, known.end)
        if words[i] not in self.vocabulary.surnames:
            return None
        last = i
        while last < i + 2 and r.gaps[last + 1] == " " and self._given(words[last + 1]):
            last += 1
        return last if last - i > (words[i] in self.vocabulary.short_surnames) else None

    def _given(self, word: str) -> bool:
        return is_syllable(word) and word.lower() not in self.vocabulary.not_names

    def _last_within(self, i: int, end: int) -> int:
        """The last word from I on that ends no later than END."""
        last = i
        while last + 1 < len(self.reading.words) and self.reading.ends[last + 1] <= end:
            last += 1
        return last

    def state_at(self, i: int) -> int | None:
        """The last word of the state whose name (no adjective) begins at word I."""
        known = self.listed.starting.get(self.reading.starts[i])
        if known is None or known.type != "country" or known.rank < 2:
            return None
        return self._last_within(i, known.end)

    def body_at(self, i: int) -> int | None:
        """The last word of the listed body whose name begins at word I."""
        known = self.listed.starting.get(self.reading.starts[i])
        return self._last_within(i, known.end) if known is not None and known.type == "organization" else None

    def stops(self, i: int) -> bool:
        """Whether word I can't be part of a body's name that has begun before it."""
        word = self.reading.words[i]
        if word == "All" and i + 1 < len(self.reading.words) and self.reading.starts[i + 1] in self.listed.starting:
            return False
        if word in MONTHS:
            return not (word in _ALSO_GIVEN and i > 0 and self.reading.words[i - 1] in self.vocabulary.surnames)
        return (word.lower() in self.vocabulary.body_stops and word not in _NO_STOPS) or word.endswith(_TIED)

    def left(self, head: int, bound: int) -> int:
        """The first word, not before BOUND, of the name that stands directly before and up to HEAD."""
        r, at, joined = self.reading, head, None
        while at > bound:
            gap, word = r.gaps[at], r.words[at - 1]
            ended = self.listed.ending.get(r.ends[at - 1])
            if gap in _DIRECT:
                if self.stops(at - 1) or (
                    gap != " " and ended is not None and ended.type in ("country", "person", "organization")
                ):
                    break
            elif self._is_date(gap, word):
                return at - 1
            elif self._is_number(gap, at, head):
                pass
            elif gap in _AND and joined is None and at < head and r.words[head] not in _NEVER_JOINED:
                if self.stops(at - 1) or self._is_whole(at - 1) or ended is not None:
                    break
                joined = at
            else:
                break
            at -= 1
        if joined is not None and (r.gaps[at] in _OF or self._person_ends(joined - 1, at)):
            at = joined
        return self._branch(at)

    def _is_whole(self, i: int) -> bool:
        """Whether word I closes a name by itself, to which nothing is joined by 'and': a body's, a place's, an abbreviation."""
        word = self.reading.words[i]
        return word in self.heads or word in self.vocabulary.place_heads or (word.isupper() and len(word) > 1)

    def _is_date(self, gap: str, word: str) -> bool:
        """Whether WORD and the gap after it are a day that a body is named for: 'February 8 General Machine Plant'."""
        return word in MONTHS and len(gap) < 5 and gap[1:-1].isdigit()

    def _is_number(self, gap: str, at: int, head: int) -> bool:
        """Whether the gap before word AT is the number that a works or a unit bears: 'Anju 121 Paper Factory'."""
        r = self.reading
        if r.words[head] not in _BEARS_NUMBER or not (gap[:1] == gap[-1:] == " " and gap[1:-1].isdigit()):
            return False
        return 1 < len(gap) - 2 < 4 and not self.stops(at - 1)

    def _branch(self, at: int) -> int:
        """The first word of 'X City branch of the' before word AT, else AT."""
        r = self.reading
        if at == 0 or r.gaps[at] not in _BRANCH:
            return at
        first = at
        while first > 0 and (first == at or r.gaps[first] == " ") and not self.stops(first - 1):
            first -= 1
        return first

    def through(self, head: int) -> int:
        """The last head in the unbroken run of words from HEAD on: 'University' to 'University Hospital'."""
        r, last, i = self.reading, head, head + 1
        while i < len(r.words) and r.gaps[i] in _DIRECT and not self.stops(i) and self.person_at(i) is None:
            if r.words[i] in self.heads:
                last = i
            i += 1
        return last

    def right(self, head: int) -> int:
        """The last word of the name that has its head at HEAD."""
        r, last = self.reading, head
        while last + 1 < len(r.words):
            gap, following = r.gaps[last + 1], last + 1
            if gap in _CLEAR_LINKS or (gap in _OPEN_LINKS and not _TAKES_PLACE.isdisjoint(r.words[head : last + 1])):
                end = self.run(following, gap)
                if end is None or (gap in _IN and self._lies_in(following, end)):
                    break
                last = end
            elif gap in _AT_LINKS and r.words[head] in _STUDY:
                end = self.run(following, gap)
                if end is None or self.heads.isdisjoint(r.words[following : end + 1]):
                    break
                last = end
            elif gap == " of south " and r.words[following] == "Korea" and r.words[last] in _PARTY_LIKE:
                return following
            elif (gap in _AFTER_CC and r.words[last] == "C.C.") or (
                gap == ", " and self._is_central_committee(last) and last == head
            ):
                end = self.run(following, gap)
                if end is None or _PARTY_LIKE.isdisjoint(r.words[following : end + 1]):
                    break
                last = end
            else:
                break
        return last

    def _is_central_committee(self, head: int) -> bool:
        words = self.reading.words
        return words[head] == "C.C." or (words[head] == "Committee" and head > 0 and words[head - 1] == "Central")

    def run(self, first: int, link: str) -> int | None:
        """The last word of the run that begins at FIRST behind LINK; None where no name can go on there."""
        r = self.reading
        if r.words[first] in _HONOURS and r.gaps[first + 1] == " " and self.person_at(first + 1) is not None:
            return self.person_at(first + 1)
        person = self.person_at(first)
        named_for = self._day(first)
        if named_for is not None:
            first = named_for
        if self.stops(first) or (link in _OPEN_LINKS and person is not None):
            return None
        body = self.body_at(first)
        if body is not None and not self._goes_on(body):
            return body
        state = self.state_at(first)
        if state is not None and not self._goes_on(state):
            return state
        last = first if person is None else person
        enumerated = False
        while last + 1 < len(r.words):
            gap, following = r.gaps[last + 1], last + 1
            if gap in _AFTER_GERUND and r.words[last].endswith("ing") and (day := self._day(following)) is not None:
                last = day
            elif gap in _DIRECT:
                if self.stops(following) or self.person_at(following) is not None:
                    break
                if self._is_closed(first, last, following):
                    break
                last = following
            elif gap in _AND or (gap == ", and " and enumerated):
                end = self._coordinated(following)
                if end is None:
                    break
                last = end
                enumerated = False
            elif (gap == ", " and (enumerated := self._enumerates(following))) or (
                gap == " the " and r.words[last].endswith("ing") and not self.stops(following)
            ):
                last = following
            else:
                break
        while last > first and r.words[last][0].isdigit():
            last -= 1
        return last

    def _lies_in(self, first: int, last: int) -> bool:
        """Whether words FIRST to LAST are a town with the state or region behind it: where something was held, no name."""
        r = self.reading
        if r.gaps[last + 1] != ", " or last + 1 >= len(r.words):
            return False
        behind = self.listed.starting.get(r.starts[last + 1])
        return behind is not None and behind.type in ("country", "place") and behind.rank > 1

    def _is_closed(self, first: int, last: int, following: int) -> bool:
        """Whether the run ends with word LAST whatever follows: 'the Juche Idea', 'Friendship with the Peoples'."""
        words = self.reading.words
        if words[last] == "Idea" and words[last - 1] == "Juche":
            return words[following] != "Study" and not self._goes_on(last)
        return words[last] == "Peoples" and last == first

    def _person_ends(self, last: int, first: int) -> bool:
        """Whether the words FIRST to LAST end with a Korean name."""
        return any(self.person_at(i) == last for i in range(max(first, last - 2), last))

    def _day(self, i: int) -> int | None:
        """The word after the day that begins at word I, of what a body is named for: 'the June 15 Joint Declaration'."""
        r = self.reading
        if r.words[i] not in MONTHS or i + 1 >= len(r.words) or r.gaps[i + 2] not in _DIRECT:
            return None
        day = r.gaps[i + 1]
        is_day = day[:1] == day[-1:] == " " and day[1:-1].isdigit()
        return i + 1 if is_day and not self.stops(i + 1) and r.starts[i + 1] not in self.listed.starting else None

    def _goes_on(self, state: int) -> bool:
        """Whether a name goes on after a state's: 'the Korea Democratic Women's Union', not 'Japan Yamada'."""
        r, i = self.reading, state + 1
        while i < len(r.words) and r.gaps[i] in _DIRECT and not self.stops(i) and self.person_at(i) is None:
            if r.words[i] in self.heads:
                return True
            i += 1
        return False

    def _coordinated(self, following: int) -> int | None:
        """The last word of the run after an 'and' that belongs to the name, which no other party's name begins."""
        r = self.reading
        if (
            self.stops(following)
            or self.person_at(following) is not None
            or r.starts[following] in self.listed.starting
        ):
            return None
        last = following
        while (
            last + 1 < len(r.words)
            and r.gaps[last + 1] in _DIRECT
            and not self.stops(last + 1)
            and self.person_at(last + 1) is None
        ):
            last += 1
        if r.gaps[last + 1] == " " and last + 1 < len(r.words) and r.words[last + 1] not in MONTHS:
            return None
        if r.words[last] == "Solidarity" and r.gaps[last + 1] in _OPEN_LINKS:
            return last
        if r.words[following - 1] == "Youth" and r.words[following] == "Students":
            return last
        if following == last and r.words[last] in _PORTFOLIOS and r.words[following - 1] not in self.heads:
            return last
        if r.words[last] in self.vocabulary.place_heads:
            return None
        return None if any(word in self.heads for word in r.words[following : last + 1]) else last

    def _enumerates(self, i: int) -> bool:
        """Whether word I begins what goes on to the 'and' of one name: 'Culture, Sports and Tourism', 'Science, Youth Affairs, …'."""
        r, at = self.reading, i
        while at + 1 < len(r.words) and at - i < _LONGEST_ENUMERATION:
            if (
                self.stops(at)
                or self.person_at(at) is not None
                or r.starts[at] in self.listed.starting
                or (self._is_whole(at) and r.words[at] != "Solidarity")
            ):
                return False
            gap = r.gaps[at + 1]
            if gap in _LAST_AND:
                return self._coordinated(at + 1) is not None
            if gap not in _DIRECT and gap != ", ":
                return False
            at += 1
        return False


def unlisted_bodies(
    reading: Reading, vocabulary: Vocabulary, listed: Listed, known: Mapping[str, str]
) -> Iterator[Candidate]:
    """Bodies by their form; LISTED is what the gazetteer found, KNOWN maps wordings in lower case to listed ids."""
    grower = _Grower(reading, vocabulary, listed)
    reached = -1
    text, words = reading.text, reading.words
    for trigger in positions(reading, vocabulary.body_heads):
        if trigger <= reached:
            continue
        head = grower.through(trigger)
        first = grower.left(head, reached + 1)
        last = grower.right(head)
        if first == last or not _is_body(reading, vocabulary, first, head, last):
            continue
        if reading.gaps[last + 1] == " " and last + 1 < len(words) and words[last + 1].startswith("No."):
            last += 1
        reached = last
        start, end = _begin(reading, listed, first), reading.ends[last]
        if words[head] in _PRESS and _is_states_listed(listed, start, end):
            continue
        if words[head] in _PAPERS and head - first > 0 and (state := listed.starting.get(start)) is not None:
            following = bisect_left(reading.starts, state.end)
            if state.type == "country" and following < head and reading.starts[following] == state.end + 1:
                start = reading.starts[following]
        if text.startswith(")", end) and text.rfind("(", start, end) > text.rfind(")", start, end):
            end += 1
        elif words[last] in _NUMBERED and (number := _NUMBER.match(text, end)):
            end = number.end()
        if words[head] in _WORKS and head > first and words[head - 1] == "Power":
            stop = end if reading.words[last].startswith("No.") else reading.ends[head]
            yield Candidate(start, stop, f"place:{text[start:stop]}", "place", "place:power_station", 0.8, -1)
            continue
        if words[head] in vocabulary.site_heads:
            if last > head and first < head and _is_where(listed, reading.starts[head + 1]):
                end = reading.ends[head]
            yield Candidate(start, end, f"place:{text[start:end]}", "place", "place:site", 0.8, -1)
            continue
        party_id, rule = coded_id(text[start:end], vocabulary, known)
        yield Candidate(start, end, party_id, "organization", rule, 0.8, -1)
        closing = _abbreviated(text, end) or (_wing(text, end) if words[head] == "Party" else None)
        if closing and (end + 2 not in listed.starting or listed.starting[end + 2].type == "organization"):
            yield Candidate(start, closing, party_id, "organization", rule, 0.8, -1)


def _is_where(listed: Listed, start: int) -> bool:
    """Whether a listed place or state begins at START: where a site lies is no part of its name."""
    known = listed.starting.get(start)
    return known is not None and known.type in ("place", "country")


def numbered_units(reading: Reading, vocabulary: Vocabulary, listed: Listed) -> Iterator[Candidate]:
    """Military units by number: 'KPA Unit 1313', 'Large Combined Unit 966 of the KPA'."""
    grower = _Grower(reading, vocabulary, listed)
    text = reading.text
    yield from _small_units(text, listed)
    for head in reading.places.get("Unit", ()):
        number = _UNIT.match(text, reading.ends[head])
        if number is None:
            continue
        end = number.end()
        link = next((link for link in reversed(_OF) if text.startswith(link, end)), "")
        of = listed.starting.get(end + len(link)) if link else None
        if of is not None and of.type == "organization":
            end = of.end
        first = grower.left(head, 0)
        state = listed.starting.get(reading.starts[first])
        if state is not None and state.type == "country" and first < head:
            first += 1
        start = reading.starts[first]
        party_id = f"organization:{own_words(text[start:end])}"
        yield Candidate(start, end, party_id, "organization", "body:numbered_unit", 0.85, -1)


def _small_units(text: str, listed: Listed) -> Iterator[Candidate]:
    """Units with a small letter behind an army's name: 'KPA unit no. 380'."""
    if " unit no. " not in text:
        return
    for end, army in listed.ending.items():
        if army.type == "organization" and (number := _SMALL_UNIT.match(text, end)):
            party_id = f"organization:{own_words(text[army.start : number.end()])}"
            yield Candidate(army.start, number.end(), party_id, "organization", "body:numbered_unit", 0.85, -1)


def _is_states_listed(listed: Listed, start: int, end: int) -> bool:
    """Whether [START, END) is a state's name before a listed body's: 'Japanese Asahi Shimbun' are two."""
    body, state = listed.ending.get(end), listed.starting.get(start)
    if body is None or state is None or body.type != "organization" or state.type != "country":
        return False
    return state.end + 1 == body.start


def _begin(reading: Reading, listed: Listed, first: int) -> int:
    """Where a body's name begins whose first word is FIRST: with the small letter of 'south Korean', the number of 'the 618'."""
    start, text = reading.starts[first], reading.text
    for word in ("south ", "north "):
        around = listed.starting.get(start - len(word)) if text.startswith(word, max(0, start - len(word))) else None
        if around is not None and around.type == "country":
            return around.start
    if not text[max(0, start - 2) : start - 1].isdigit():
        return start
    number = _UNIT_NUMBER.search(text, max(0, start - 12), start)
    return number.start(1) if number else start


def _is_body(reading: Reading, vocabulary: Vocabulary, first: int, head: int, last: int) -> bool:
    """Whether the words FIRST to LAST around HEAD name a body: no meeting, no portfolio, no office, not only common words."""
    words, text = reading.words, reading.text
    if (
        last == head
        and reading.gaps[head + 1] == " "
        and head + 1 < len(words)
        and words[head + 1].lower() in vocabulary.role_heads
    ):
        before = {word.lower() for word in words[first:head]}
        if before <= vocabulary.body_generics:
            return False
    if words[head] == "Forces" and text.endswith(_PORTFOLIO_BEFORE, 0, reading.starts[first]):
        return False
    if last == head and all(word.lower() in vocabulary.body_generics for word in words[first:head]):
        return False
    needed = vocabulary.head_needs.get(words[head])
    return needed is None or (head > first and words[head - 1] in needed)


def small_headed(text: str, listed: Listed, known: Mapping[str, str]) -> Iterator[Candidate]:
    """Listed bodies whose own head has a small letter: 'presidium of the Supreme People's Assembly', 'cabinet of the DPRK'."""
    for start, c in listed.starting.items():
        if not text.endswith(_OF, max(0, start - 8), start) or c.type not in ("organization", "country"):
            continue
        end = start - (4 if text.startswith(" of ", start - 4) else 8)
        word = text[text.rfind(" ", 0, end) + 1 : end]
        if word not in _SMALL_HEADS and "ministry of " not in text[max(0, start - 40) : start]:
            continue
        head = _SMALL_HEAD.search(text, max(0, start - 40), start)
        if head is None:
            continue
        party_id = known.get(text[head.start() : c.end].lower())
        if party_id is not None and party_id.startswith("organization:"):
            yield Candidate(head.start(), c.end, party_id, "organization", "body:small_head", 0.85, 1)


def _wing(text: str, end: int) -> int | None:
    """The end of the wing that a party's name has in brackets: 'Communist Party (Red Motherland)'."""
    found = _WING.match(text, end)
    return found.end() if found else None


def _abbreviated(text: str, end: int) -> int | None:
    """The end of an abbreviation in brackets right after END: 'Committee (KPC)'."""
    if not text.startswith(" (", end):
        return None
    close = text.find(")", end, end + 16)
    inner = text[end + 2 : close] if close > 0 else ""
    fits = len(inner) > 1 and inner[0].isupper() and all(c.isalpha() or c in "&.-" for c in inner)
    return close + 1 if fits else None
