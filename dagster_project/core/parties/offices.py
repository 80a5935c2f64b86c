"""Offices as a text words them: a head ("secretary", "vice-minister") with what stands before it, and what it is of."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final, NamedTuple

from dagster_project.core.parties.anchored import words_apart
from dagster_project.core.parties.gazetteer import Gazetteer
from dagster_project.core.parties.holders import Holder, Holders
from dagster_project.core.parties.office_words import ARTICLES, modifiers_before
from dagster_project.core.parties.reading import Reading
from dagster_project.core.parties.records import Candidate, Vocabulary

_ARTICLE: Final = re.compile(f"(?:{ARTICLES})*")
_ARTICLE_OF_ROLE: Final = re.compile(r"^(?:the|then|former|outgoing|incumbent|new|newly-appointed) ")
_PORTFOLIO: Final = re.compile(r"(?:the )?[A-Z][\w'-]*(?:(?: and(?: the)? |, | )[A-Z][\w'-]*)*")
_LINK: Final = re.compile(r" (of|for|at|in|to|from|with|on)( the| an?)? (?![\n])")
_NEXT_OFFICE: Final = re.compile(
    r"(?: \"[^\"\n]{3,80}\")?(?:"
    r",? +(?:and )?(?:who (?:doubles as|is also|concurrently serves as|is) |(?:and )?concurrently |doubling as "
    r"|(?:was|has been) (?:re-?)?elected (?:as )?)(?:the )?| +and +(?:the )?|, +(?:and )?(?!the ))"
)
"""What ties an office to one before it; a comma and an article begin another person."""
_OTHER_OFFICIALS: Final = re.compile(
    r" and (?!the |an? )(?:[a-z][a-z-]* ){0,3}(?:[a-z-]+s|[a-z-]*men|staff) (?:of|from) (?:the )?"
)
_REACH: Final = 160
"""How far before a name, in code points, an office that belongs to it may begin: the longest of 2011 has 140."""
_MODIFIERS_REACH: Final = 60
_RUN: Final = re.compile(r",? and |, ")
_TO_THE_NAME: Final = frozenset({" ", " Comrade ", " Mr. ", " Ms. ", " Dr. ", " here ", " U ", " Daw "})
_TASK: Final = re.compile(r"(?P<task>[a-z][\w-]*(?:(?: and |, | )[a-z][\w-]*){0,4}?) of (?:the )?(?=[A-Z])")
"""A portfolio in small letters: 'secretary for foreign strategy of the Office'."""
_LED_BY: Final = re.compile(r" (?:led|headed) by (?:(?:its|the|respected) )*$")
_OWN: Final = re.compile(r"\b(?:its|their) $")
_OF_AFTER: Final = re.compile(r" (?:of|from) (?:the )?")
DEFAULT_STATE: Final = re.compile(
    r"(?i)\b(?:vice[- ])?(?:foreign )?minister\b|\bvice[- ]premier\b|\bpremier\b|\bcoach\b"
)
"""Offices that are of the person's own state where nothing else is said."""
_SENT: Final = ("ambassador", "ambassadors", "envoy", "envoys", "representative", "consul", "minister")
"""What is sent 'to' a country or body, and belongs to the one that sends."""
_SERVES: Final = ("assistant", "adviser", "advisor")
"""What one is to the holder of another office."""
_OF_A_STATE: Final = ("minister", "ministers", "premier", "premiers", "councillor", "attache")
"""Heads whose capitalised words behind 'of' are a portfolio, whatever they are."""
_BODIES_OF_STATES: Final = frozenset({"Senate", "Duma", "Congress", "House", "Knesset", "Bundestag", "Majlis", "Hural"})
_STATE_WORDS: Final = frozenset({"State Affairs", "State", "State Council", "Government"})


class Office(NamedTuple):
    """An office read at a place of the text: its words, its affiliation where one is stated, and where it ends."""

    role: str
    affiliation: str | None
    start: int
    end: int
    plural: bool


class OfficeReader:
    """Reads offices in one text, given what is named in it."""

    def __init__(self, gazetteer: Gazetteer, reading: Reading, standing: Sequence[Candidate]):
        text = reading.text
        self.text = text
        self.seen = reading.seen.offices
        self.vocabulary: Vocabulary = gazetteer.vocabulary
        self.holders = Holders(gazetteer, text, standing)
        self.at: dict[int, Candidate] = self.holders.at
        self.ending: dict[int, Candidate] = {c.end: c for c in standing}
        self.after = gazetteer.triggers.office_words.pattern
        self.portfolio = gazetteer.triggers.office_words.portfolio
        self._heads: list[int] | None = None
        self._modified: dict[int, tuple[int, int]] = {}
        self._from: dict[int, Office | None] = {}

    def office(self, position: int) -> Office | None:
        """The office stated from POSITION on, or None where the words there are none."""
        articles = _ARTICLE.match(self.text, position)
        begin = articles.end() if articles else position
        for start in {position, begin}:
            origin = self.holders.named_at(start)
            if (
                origin is not None
                and origin.type in ("country", "organization")
                and self.text.startswith(" ", origin.end)
            ):
                found = self.after.match(self.text, origin.end + 1)
                if found is not None:
                    return self._rest(found, start=found.start("role"), origin=origin.party_id)
        found = self.after.match(self.text, position)
        if found is None:
            return None
        owner = None
        if self.text.startswith("its ", position):
            owner = self.holders.owner_before(position)
        return self._rest(found, start=found.start("role"), origin=owner.party_id if owner else None)

    def _rest(self, found: re.Match[str], *, start: int, origin: str | None) -> Office:
        """What follows the head: a portfolio, a body, or nothing."""
        head = found.group("head").lower()
        plural = head in self.vocabulary.role_plurals
        end, affiliation = found.end("role"), origin
        within = self._body_within(start, end)
        if within is not None:
            return Office(
                self._worded(start, self.text.rindex(" of ", start, within.start), found, plural),
                within.party_id,
                start,
                within.end,
                plural,
            )
        link = _LINK.match(self.text, end)
        while link is not None:
            word = link.group(1)
            holder = self.holders.held_at(link.end(), before=start)
            if holder is not None and not (word in ("with", "on") and self.holders.named_at(link.end()) is None):
                if not (head.endswith(_SENT) and word == "to" and affiliation != holder.party_id):
                    of = holder.party_id or affiliation
                    return Office(self._worded(start, end, found, plural), of, start, holder.end, plural)
                end = holder.end
            elif head.endswith(_SERVES) and word == "to" and (served := self.office(link.end())) is not None:
                named = self.at.get(served.end + 1) if self._is_title_of_next(served) else None
                words = self._worded(start, min(served.end, link.end() + len(served.role)), found, plural)
                of = served.affiliation or affiliation
                return Office(words, of, start, served.end if named is None else named.end, plural)
            elif word == "for" and (task := _TASK.match(self.text, link.end())) is not None:
                target = self.holders.named_at(task.end())
                if target is None:
                    break
                return Office(self.text[start : task.end("task")], target.party_id, start, target.end, plural)
            elif word in ("of", "for") and self._is_of_a_state(head) and (small := self._small(link.end())) is not None:
                end = small
            elif word in ("of", "for", "in"):
                if self.text.startswith(("C.C.", "c.c."), link.end()):
                    break
                portfolio = _PORTFOLIO.match(self.text, link.start() + len(word) + 2)
                stop = self._portfolio_end(portfolio) if portfolio else None
                if stop is None:
                    break
                body = self._unknown_body(head, word, link.end(), stop) if affiliation is None else None
                if body is not None:
                    return Office(self._worded(start, end, found, plural), body.party_id, start, body.end, plural)
                end = stop
            else:
                break
            link = _LINK.match(self.text, end)
        return Office(self._worded(start, end, found, plural), affiliation, start, end, plural)

    def _small(self, position: int) -> int | None:
        """The end of the portfolio in small letters at POSITION: 'foreign trade', 'justice and constitutional affairs'."""
        portfolio = self.portfolio.match(self.text, position)
        return portfolio.end() if portfolio else None

    def _is_of_a_state(self, head: str) -> bool:
        """Whether a HEAD is of offices that have portfolios."""
        return head.rpartition("-")[2].rpartition(" ")[2] in _OF_A_STATE

    def _body_within(self, start: int, end: int) -> Candidate | None:
        """The body whose name begins within the words of an office: 'chief of the General Staff of the Sample Army'."""
        at = self.text.rfind(" of the ", start, end)
        named = self.at.get(at + len(" of the ")) if at >= 0 else None
        return named if named is not None and named.type == "organization" and named.start < end else None

    def _unknown_body(self, head: str, word: str, position: int, stop: int) -> Holder | None:
        """The capitalised words at POSITION as a body that no rule knows, for an office that has no portfolio."""
        if word == "for" or self._is_of_a_state(head):
            return None
        words = self.text[position:stop].strip()
        if words in _STATE_WORDS or words.startswith(("State ", "Foreign ")):
            return None
        body = self.holders.capitals_at(position)
        if body is None:
            return None
        has_head = not _BODIES_OF_STATES.isdisjoint(words.split()) or not self.vocabulary.body_heads.isdisjoint(
            re.findall(r"[\w'-]+", self.text[position : body.end])
        )
        within = self.holders.next_named(position)
        owned = within is not None and within.start < body.end and within.type == "country"
        return body if has_head or not owned else None

    def _portfolio_end(self, portfolio: re.Match[str]) -> int | None:
        """Where a portfolio ends: before the next person, or before a comma that starts a new item."""
        end = portfolio.end()
        for position in range(portfolio.start(), end):
            named = self.at.get(position)
            if named is not None and named.type == "person":
                end = position
                break
        words = re.sub(r"(?:,? and|,)\s*(?:the )?$", "", self.text[portfolio.start() : end].rstrip(" ,"))
        if "," in words and " and " not in words[words.rindex(",") :]:
            words = words[: words.index(",")]
        return portfolio.start() + len(words) if words else None

    def _worded(self, start: int, end: int, found: re.Match[str], plural: bool) -> str:
        words = self.text[start:end]
        if plural:
            head = found.group("head")
            words = words.replace(head, self.vocabulary.role_plurals[head.lower()], 1)
        return " ".join(_ARTICLE_OF_ROLE.sub("", words).split())

    def offices(self, position: int) -> list[Office]:
        """All offices stated from POSITION on: the first, and those that ' and …' or ', …' adds."""
        found: list[Office] = []
        office = self.office(position)
        while office is not None:
            if self._is_title_of_next(office):
                break
            found.append(office)
            link = _NEXT_OFFICE.match(self.text, office.end)
            if (
                link is None
                or link.end() == office.end
                or (self.at.get(link.end()) is not None and self.at[link.end()].type == "person")
            ):
                break
            following = self.office(link.end())
            if following is not None and link.group().startswith(",") and self._is_new(following, found[0]):
                break
            office = following if following is not None and following.plural == found[0].plural else None
        for number in range(len(found) - 2, -1, -1):
            office, of = found[number], found[number + 1].affiliation
            if office.affiliation is not None or not of or not self.text.startswith(" and", office.end):
                continue
            if of.startswith("country:") or DEFAULT_STATE.search(office.role) is None:
                found[number] = office._replace(affiliation=of)
        if self.text.startswith("its ", position):
            owner = found[0].affiliation if found else None
            found = [office if office.affiliation else office._replace(affiliation=owner) for office in found]
        return found

    def _is_new(self, office: Office, first: Office) -> bool:
        """Whether OFFICE, behind a comma, has a capital that the FIRST has not, and so opens another person's title."""
        return self.text[office.start].isupper() and self.text[first.start].islower()

    def _is_title_of_next(self, office: Office) -> bool:
        """Whether OFFICE stands directly before a name, and so belongs to that."""
        following = self.at.get(office.end + 1)
        return following is not None and following.type == "person" and self.text.startswith(" ", office.end)

    def titles_before(self, person: Candidate) -> list[Office]:
        """The offices that stand before a person's name and belong to it: the last one ends at the name."""
        begin = max(self.text.rfind("\n", 0, person.start) + 1, person.start - _REACH)
        found: list[Office] = []
        for start in self._role_starts(begin, person.start):
            office = self._office_from(start)
            if office is None or office.plural or (found and office.start < found[-1].end):
                continue
            between = self.text[office.end : person.start]
            if between in _TO_THE_NAME or (between == ", " and self._names_apart(office, person)):
                found.append(self._completed(office, person))
                return self._joined(found)
            found.append(office)
        return []

    def joint_before(self, persons: Sequence[Candidate], index: int) -> Office | None:
        """The office in the plural before the run of names that a person stands in: 'vice-chairmen A and B'."""
        first = index
        while first > 0 and _RUN.fullmatch(self.text, persons[first - 1].end, persons[first].start):
            first -= 1
        if first == index and not _RUN.match(self.text, persons[index].end):
            return None
        start = persons[first].start
        begin = max(self.text.rfind("\n", 0, start) + 1, start - _REACH)
        offices = [office for at in self._role_starts(begin, start) if (office := self._office_from(at)) is not None]
        last = offices[-1] if offices else None
        return last if last is not None and last.plural and self.text[last.end : start] in _TO_THE_NAME else None

    def _role_starts(self, begin: int, end: int) -> list[int]:
        """Where roles begin between BEGIN and END: at the first modifier of each head, in reading order."""
        starts: list[int] = []
        if self._heads is None:
            self._heads = words_apart(self.text, self.seen)
        reached = begin
        for position in self._heads[bisect_left(self._heads, begin) : bisect_left(self._heads, end)]:
            start = self._with_modifiers(position, reached)
            if start >= reached:
                starts.append(start)
                reached = position + 1
        return starts

    def _with_modifiers(self, head: int, reached: int) -> int:
        """Where the modifiers before a HEAD begin, at REACHED at the earliest."""
        earliest = max(reached, head - _MODIFIERS_REACH)
        known = self._modified.get(head)
        if known is None or known[0] > earliest or known[1] < earliest:
            known = self._modified[head] = (earliest, modifiers_before(self.text, earliest, head))
        return known[1]

    def _office_from(self, start: int) -> Office | None:
        """The office whose words begin at START, with the body or country that stands before them."""
        if start not in self._from:
            self._from[start] = self._office_with_origin(start)
        return self._from[start]

    def _office_with_origin(self, start: int) -> Office | None:
        found = self.after.match(self.text, start)
        if found is None:
            return None
        gap = 2 if self.text[start - 2 : start] == "' " else 3 if self.text[start - 3 : start] == "'s " else 1
        holder = self.ending.get(start - gap)
        origin: str | None
        if holder is not None and holder.type in ("country", "organization"):
            origin = holder.party_id
        else:
            own = _OWN.search(self.text, max(0, start - 8), start)
            owner = self.holders.owner_before(start) if own else None
            origin = owner.party_id if owner else None
        return self._rest(found, start=found.start("role"), origin=origin)

    def _names_apart(self, office: Office, person: Candidate) -> bool:
        """Whether a name set apart by commas explains the office: 'ambassador to Y, X, said', but not 'Z, head of Y, X'."""
        owner = self.ending.get(office.start - 2)
        owned = owner is not None and owner.type == "person"
        explained = self.text.startswith(", ", person.end) and self.office(person.end + 2) is None
        return not owned and office.affiliation is not None and explained

    def _completed(self, office: Office, person: Candidate) -> Office:
        """OFFICE with the body that stands after the name, where none stands before."""
        if office.affiliation is not None:
            return office
        led = _LED_BY.search(self.text, max(0, office.start - 30), office.start)
        leads = self.ending.get(led.start()) if led else None
        if leads is not None and leads.type == "organization":
            state = self.holders.state_of(leads) if DEFAULT_STATE.search(office.role) else leads.party_id
            return office._replace(affiliation=state)
        for link in (_OF_AFTER.match(self.text, person.end), _OTHER_OFFICIALS.match(self.text, person.end)):
            target = self.holders.held_at(link.end(), before=office.start) if link else None
            if target is not None:
                return office._replace(affiliation=target.party_id)
        return office

    def _joined(self, found: list[Office]) -> list[Office]:
        """The last of FOUND and those before it that ' and ' joins to it; they share the body that only one names."""
        kept = [found[-1]]
        for office in reversed(found[:-1]):
            if self.text[office.end : kept[0].start] not in (" and ", " and the "):
                break
            shared = office.affiliation or kept[0].affiliation
            kept[0] = kept[0]._replace(affiliation=kept[0].affiliation or shared)
            kept.insert(0, office._replace(affiliation=shared))
        return kept
