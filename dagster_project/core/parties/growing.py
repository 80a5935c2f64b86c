"""How the name of a body grows from its head: leftwards what stands directly before it, rightwards what links tie to it.

Where a name ends is decided by what the gazetteer found (a person, a state, another body), by months, and by the link.
"""

from typing import Final

from dagster_project.core.parties.kinds import (
    BODY_HEAD,
    CAPITALS,
    MONTH,
    MONTHS,
    NOT_NAME,
    PLACE_HEAD,
    SHORT_SURNAME,
    STOP,
    SURNAME,
    SYLLABLE,
)
from dagster_project.core.parties.reading import Listed, Reading

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
PRESS: Final = frozenset(
    {"Shimbun", "Ilbo", "Sinmun", "Times", "Herald", "Tribune", "Gazette", "Shibao", "Radio", "Television"}
)
_LAST_AND: Final = _AND | {", and "}
_LONGEST_ENUMERATION: Final = 10
_NEVER_JOINED: Final = PRESS | {"Farm", "Restaurant", "Hotel", "Temple", "University", "Club"}
"""Heads of names that have no 'and' before them: 'West Sea Barrage and Okryu Restaurant' are two."""
_PORTFOLIOS: Final = frozenset({"Administration", "Service", "Services", "Works", "Office"})
_ALSO_GIVEN: Final = frozenset({"Jun", "Jul"})
"""Months that are parts of Korean names, too."""
_AFTER_GERUND: Final = frozenset({" ", " the "})
_HONOURS: Final = frozenset({"Comrade", "President", "General", "Generalissimo", "Marshal", "Chairman", "Leader"})
NUMBERED: Final = frozenset({"Factory", "Enterprise"})
_BEARS_NUMBER: Final = NUMBERED | {"Division", "Brigade", "Regiment", "Corps"}
OF: Final = (" of ", " of the ")


class Grower:
    """Grows heads into names in one reading."""

    def __init__(self, reading: Reading, listed: Listed):
        self.reading = reading
        self.kinds = reading.kinds
        self.listed = listed

    def person_at(self, i: int) -> int | None:
        """The last word of the person's name that begins at word I: a listed one's, or a Korean surname with syllables."""
        r, kinds = self.reading, self.kinds
        known = self.listed.starting.get(r.starts[i])
        if known is not None and known.type == "person" and " " in r.text[known.start : known.end]:
            return self._last_within(i, known.end)
        if not kinds[i] & SURNAME:
            return None
        last = i
        while last < i + 2 and r.gaps[last + 1] == " " and kinds[last + 1] & (SYLLABLE | NOT_NAME) == SYLLABLE:
            last += 1
        return last if last - i > (kinds[i] & SHORT_SURNAME != 0) else None

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
        kind = self.kinds[i]
        if not kind & (STOP | MONTH):
            return False
        word = self.reading.words[i]
        if word == "All" and i + 1 < len(self.kinds) and self.reading.starts[i + 1] in self.listed.starting:
            return False
        if kind & MONTH:
            return not (word in _ALSO_GIVEN and i > 0 and self.kinds[i - 1] & SURNAME)
        return True

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
        if joined is not None and (r.gaps[at] in OF or self._person_ends(joined - 1, at)):
            at = joined
        return self._branch(at)

    def _is_whole(self, i: int) -> bool:
        """Whether word I closes a name by itself, to which nothing is joined by 'and': a body's, a place's, an abbreviation."""
        kind = self.kinds[i]
        return kind & (BODY_HEAD | PLACE_HEAD) != 0 or (kind & CAPITALS != 0 and len(self.reading.words[i]) > 1)

    def _is_date(self, gap: str, word: str) -> bool:
        """Whether WORD and the gap after it are a day that a body is named for: 'February 8 General Machine Plant'."""
        return len(gap) < 5 and gap[1:-1].isdigit() and word in MONTHS

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
            if self.kinds[i] & BODY_HEAD:
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
                if end is None or (gap in _IN and self._lies_in(end)):
                    break
                last = end
            elif gap in _AT_LINKS and r.words[head] in _STUDY:
                end = self.run(following, gap)
                if end is None or not self._has_head(following, end):
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
        whole = self._whole(first)
        if whole is not None:
            return whole
        last = first if person is None else person
        enumerated = False
        while last + 1 < len(r.words):
            gap, following = r.gaps[last + 1], last + 1
            if gap in _AFTER_GERUND and r.words[last].endswith("ing") and (day := self._day(following)) is not None:
                last = day
            elif gap in _DIRECT:
                if self._ends_before(first, last, following):
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

    def _whole(self, first: int) -> int | None:
        """The last word of the listed body's or state's name that begins at FIRST and is all there is of the run."""
        for end in (self.body_at(first), self.state_at(first)):
            if end is not None and not self._goes_on(end):
                return end
        return None

    def _ends_before(self, first: int, last: int, following: int) -> bool:
        """Whether the run FIRST to LAST ends before the word FOLLOWING that stands directly behind."""
        if self.stops(following) or self.person_at(following) is not None:
            return True
        return self._is_closed(first, last, following)

    def _lies_in(self, last: int) -> bool:
        """Whether a state or region follows the town that ends with word LAST: where something was held, no name."""
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
        if not self.kinds[i] & MONTH or i + 1 >= len(r.words) or r.gaps[i + 2] not in _DIRECT:
            return None
        day = r.gaps[i + 1]
        is_day = day[:1] == day[-1:] == " " and day[1:-1].isdigit()
        return i + 1 if is_day and not self.stops(i + 1) and r.starts[i + 1] not in self.listed.starting else None

    def _goes_on(self, state: int) -> bool:
        """Whether a name goes on after a state's: 'the Korea Democratic Women's Union', not 'Japan Yamada'."""
        r, i = self.reading, state + 1
        while i < len(r.words) and r.gaps[i] in _DIRECT and not self.stops(i) and self.person_at(i) is None:
            if self.kinds[i] & BODY_HEAD:
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
        if r.gaps[last + 1] == " " and last + 1 < len(r.words) and not self.kinds[last + 1] & MONTH:
            return None
        if r.words[last] == "Solidarity" and r.gaps[last + 1] in _OPEN_LINKS:
            return last
        if r.words[following - 1] == "Youth" and r.words[following] == "Students":
            return last
        if following == last and r.words[last] in _PORTFOLIOS and not self.kinds[following - 1] & BODY_HEAD:
            return last
        if self.kinds[last] & PLACE_HEAD:
            return None
        return None if self._has_head(following, last) else last

    def _has_head(self, first: int, last: int) -> bool:
        """Whether one of the words FIRST to LAST is a body's head."""
        return any(kind & BODY_HEAD for kind in self.kinds[first : last + 1])

    def _enumerates(self, i: int) -> bool:
        """Whether word I begins what goes on to the 'and' of one name: 'Culture, Sports and Tourism'."""
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
