"""Which body or country an office belongs to, from the words behind 'of': named there, written small, or spoken of before.

What stands in the text as a mention is taken as it is. Beyond that: a body that only its small letters keep from being a
mention ("the preparatory committee for celebrating …"), one that was named before ("the association", "its Central
Committee"), and capitalised words that no rule knows as a body ("president of Evening Tea").
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final, NamedTuple

from dagster_project.core.parties.gazetteer import Gazetteer
from dagster_project.core.parties.records import Candidate
from dagster_project.core.parties.text import own_words

_HOLDING: Final = frozenset({"organization", "country", "place", "group"})
_SMALL_BODIES: Final = frozenset(
    {"academy", "agency", "alliance", "assembly", "association", "band", "bank", "board", "branch", "brigade", "bureau",
     "cabinet", "center", "centre", "chapter", "club", "college", "command", "commission", "committee", "company", "complex",
     "confederation", "corporation", "council", "court", "department", "district", "division", "embassy", "enterprise",
     "ensemble", "factory", "farm", "federation", "fleet", "foundation", "front", "fund", "group", "headquarters", "hospital",
     "institute", "laboratory", "league", "ministry", "movement", "museum", "office", "orchestra", "organization", "parliament",
     "party", "plant", "presidium", "region", "school", "secretariat", "section", "society", "station", "team", "theatre",
     "troupe", "union", "university"}
)  # fmt: skip
"""Heads of bodies in small letters, and what bodies are called when spoken of again."""
_NEVER_ALONE: Final = frozenset(
    {"section", "department", "office", "team", "group", "region", "district", "division", "board"}
)
"""Heads that say too little for a body of its own words."""
_WORD: Final = re.compile(r"[A-Za-z][\w'-]*")
_MOST_WORDS: Final = 7
_JOINING: Final = frozenset(
    {"of", "for", "and", "in", "who", "to", "the", "a", "an", "on", "at", "by", "from", "with", "that", "which", "said", "was",
     "is", "as", "here", "told", "met", "made"}
)  # fmt: skip
_COMPANY: Final = re.compile(r"[A-Z][\w'-]*(?: (?:\([A-Z]\w+\)|[\w'&-]+)){0,8}? Co(?:\.,? ?|, ?| )Ltd\.?")
_ONE_OF_MANY: Final = frozenset({"army", "party", "navy", "our party", "state", "government"})
"""Bodies that texts name in passing, and of which 'its' speaks only where nothing else was named."""
_AGAIN: Final = re.compile(
    r"(?:(?:above-said|said|same|above-mentioned|[a-z]+ side's) )?(?P<head>[A-Z]?[a-z]+)(?![\w'-])"
)
_PURPOSE: Final = re.compile(
    r" for (?:the )?[a-z]+ing? [^,.;:()\n]{3,90}?(?=,|\.|;|\n|$| who | said | was | were | made | told )"
)
_CAPITALS: Final = re.compile(
    r"[A-Z][\w'&-]*(?:\.(?= [A-Z]))?(?:(?: of the | of | for the | for | and | & | )[A-Z][\w'&-]*)*(?: Ltd\.)?"
)
_MOST_WORDS_OF_STATE: Final = 3
_STATES_BODY: Final = re.compile(r"organization:([A-Z]{3})\.")
_OF_NAMED: Final = re.compile(r" (?:of|in) (?:the )?")
_OF_AN_EVENT: Final = re.compile(r" of the [a-z]+(?=,| who | and |\.)")
_SHORTEST: Final = 8
_NOUN_RANK: Final = 2
"""The rank from which on a country's name is a noun, no adjective."""
_CC: Final = re.compile(r"[Cc]\.[Cc]\.,?\s+(?:the )?")
"""'C.C.' and what follows it: copies of the site lost the comma, or broke the line there."""
_CC_GAP: Final = re.compile(r",?\s+(?:the )?")
_LOOK_AHEAD: Final = 60
_LOOK_BACK: Final = 1_500


class Holder(NamedTuple):
    """A body or country to which an office belongs: its id where it is known, and where the words that say so end."""

    party_id: str | None
    end: int


class Holders:
    """Finds holders in one text, given what is named in it."""

    def __init__(self, gazetteer: Gazetteer, text: str, standing: Sequence[Candidate]):
        self.text = text
        self.known = gazetteer.ids_by_words
        self.gazetteer = gazetteer
        self.standing = standing
        self.starts = [c.start for c in standing]
        self.at = {c.start: c for c in standing}

    def named_at(self, position: int) -> Candidate | None:
        """The body, country or place named at POSITION, an article before it aside."""
        for start in (position, position + 4) if self.text.startswith("the ", position) else (position,):
            found = self.at.get(start)
            if found is not None and found.type in _HOLDING:
                return found
        return None

    def next_named(self, position: int) -> Candidate | None:
        """The first mention that begins at POSITION or behind it."""
        index = bisect_left(self.starts, position)
        return self.standing[index] if index < len(self.standing) else None

    def body_before(self, position: int, word: str = "") -> Candidate | None:
        """The last body named before POSITION, whose name has WORD, in small letters, where one is given."""
        for c in reversed(self.standing[: bisect_left(self.starts, position)]):
            if c.start < position - _LOOK_BACK:
                return None
            if c.type == "organization" and c.end <= position:
                words = self.text[c.start : c.end].lower()
                if not word and words in _ONE_OF_MANY:
                    continue
                if not word or word in words.replace(",", " ").replace("(", " ").split() or word in c.party_id.split():
                    return c
        return None

    def owner_before(self, position: int) -> Candidate | None:
        """The body that 'its' speaks of at POSITION: the last one of the sentence, and of the delegation, if one is led."""
        owner = self.body_before(position)
        begin = max(self.text.rfind(mark, 0, position) for mark in ("\n", "delegation", "group of"))
        return owner if owner is not None and owner.start > begin else None

    def state_of(self, body: Candidate) -> str | None:
        """The state that a BODY belongs to, as its id or the country in its name says."""
        code = _STATES_BODY.match(body.party_id)
        country = code.group(1) if code else self.gazetteer.country_of(body.party_id)
        if country is not None:
            return f"country:{country}"
        words = self.text[body.start : body.end].lower().split()[:_MOST_WORDS_OF_STATE]
        begins = (self.known.get(" ".join(words[:n]), "") for n in range(len(words), 0, -1))
        return next((party_id for party_id in begins if party_id.startswith("country:")), None)

    def held_at(self, position: int, *, before: int) -> Holder | None:
        """The holder whose words begin at POSITION, for an office that is stated at BEFORE."""
        for owned in ("its ", "their "):
            if self.text.startswith(owned, position):
                return self._owned(position + len(owned), before)
        named = self.named_at(position)
        if named is not None:
            return (
                self._of_country(position, named)
                or self._past_cc(named)
                or self._of_body_again(named, before)
                or Holder(self._in_full(named), named.end)
            )
        again = self._again(position, before) or self._central_again(position)
        if again is not None and again.party_id is not None:
            return again
        return self._listed_small(position) or self._small(position) or again

    def _of_country(self, position: int, named: Candidate) -> Holder | None:
        """A body in small letters behind a country's name: 'DPRK cabinet', 'Russian preparatory committee for …'."""
        if named.type != "country" or not self.text.startswith(" ", named.end):
            return None
        word = _WORD.match(self.text, named.end + 1)
        if word is not None and word.group() in _SMALL_BODIES:
            words = self.text[named.start : word.end()]
            listed = self.known.get(words.lower())
            return Holder(listed or f"organization:{own_words(words)}", word.end())
        return self._small(position) if named.rank < _NOUN_RANK else None

    def _past_cc(self, named: Candidate) -> Holder | None:
        """'Political Bureau of the C.C.' with the party that follows where a comma or a line's end parts them."""
        surface = self.text[named.start : named.end]
        if not surface.endswith("C.C."):
            return None
        gap = _CC_GAP.match(self.text, named.end)
        party = self.at.get(gap.end()) if gap else None
        if party is None or party.type != "organization":
            return None
        return Holder(self._of_party(surface, party), party.end)

    def _of_body_again(self, named: Candidate, before: int) -> Holder | None:
        """'Political Department of the ministry': a body of one that was named before."""
        link = _OF_NAMED.match(self.text, named.end) if named.type == "organization" else None
        again = self._again(link.end(), before) if link else None
        if again is None:
            return None
        owner = self.body_before(before, self.text[named.end : again.end].rpartition(" ")[2].lower())
        words = self.text[named.start : named.end]
        return Holder(self._part_of(words, owner) if owner is not None else named.party_id, again.end)

    def _of_party(self, words: str, party: Candidate) -> str:
        """The id of a party's C.C. or of a body of it, WORDS ending with 'C.C.'."""
        known = self.gazetteer.party(party.party_id)
        for name in (self.text[party.start : party.end], *([known.name] if known else [])):
            for joined in (f"{words}, the {name}", f"{words}, {name}"):
                listed = self.known.get(joined.lower())
                if listed is not None:
                    return listed
        full = re.sub(r"C\.C\.$", "Central Committee", words)
        return f"organization:{own_words(f'{full} of the {self.text[party.start : party.end]}')}"

    def _owned(self, position: int, before: int) -> Holder | None:
        """'its Central Committee': that of the last body named before."""
        owner = self.owner_before(before)
        named = self.named_at(position)
        end = named.end if named is not None else None
        if end is None:
            end = self._small_end(position)
        if owner is None or end is None:
            return None
        words = self.text[position:end]
        return Holder(self._part_of(words, owner), end)

    def _part_of(self, words: str, owner: Candidate) -> str:
        surface = self.text[owner.start : owner.end]
        party = self.gazetteer.party(owner.party_id)
        names = [surface, party.name] if party is not None else [surface]
        for name in names:
            for joined in (f"{words} of the {name}", f"{words} of {name}", f"{name} {words}"):
                listed = self.known.get(joined.lower())
                if listed is not None:
                    return listed
        return f"organization:{own_words(f'{words} of the {surface}')}"

    def _in_full(self, named: Candidate) -> str:
        """The id of a NAMED body; of 'the China Association', that of the longer name before it which has these words."""
        if named.type != "organization" or not named.rule.startswith("body:own_words"):
            return named.party_id
        words = self.text[named.start : named.end].lower().split()
        if len(words) > 3:
            return named.party_id
        for c in reversed(self.standing[: bisect_left(self.starts, named.start)]):
            if c.type == "organization" and c.party_id != named.party_id:
                longer = iter(self.text[c.start : c.end].lower().split())
                if all(word in longer for word in words):
                    return c.party_id
        return named.party_id

    def _listed_small(self, position: int) -> Holder | None:
        """A listed body whose own words stand small before a name: 'c.c., the Sample Party', 'national assembly of Samland'."""
        following = self.next_named(position)
        if following is None or following.start - position > _LOOK_AHEAD or following.type not in _HOLDING:
            return None
        words = self.text[position : following.end]
        central = _CC.match(self.text, position)
        if central is not None and central.end() == following.start and following.type == "organization":
            return Holder(self._of_party("C.C.", following), following.end)
        if "\n" in words:
            return None
        listed = self.known.get(words.lower())
        if listed is not None and listed.startswith("organization:"):
            return Holder(listed, following.end)
        between = self.text[position : following.start].strip()
        if between in ("department of", "department of the", "section of", "section of the", "bureau of the"):
            return Holder(following.party_id, following.end)
        return None

    def _again(self, position: int, before: int) -> Holder | None:
        """'the association', 'the above-said committee', 'the Headquarters': the last body of that word named before."""
        found = _AGAIN.match(self.text, position)
        if found is None or found.group("head").lower() not in _SMALL_BODIES:
            return None
        if self.text.startswith((" of ", " for "), found.end()) and not self.text.startswith(
            " of the same", found.end()
        ):
            return None
        following = self.text[found.end() : found.end() + 2]
        goes_on = found.group("head")[0].isupper() and following[:1] == " " and following[1:].isupper()
        if goes_on and found.end() + 1 not in self.at:
            return None
        spoken_of = self.body_before(before, found.group("head").lower())
        return Holder(spoken_of.party_id if spoken_of else None, found.end())

    def _central_again(self, position: int) -> Holder | None:
        """'C.C., the league': the central committee of the last body of that word named before."""
        central = _CC.match(self.text, position)
        again = _AGAIN.match(self.text, central.end()) if central else None
        if again is None or again.group("head") not in _SMALL_BODIES:
            return None
        owner = self.body_before(position, again.group("head"))
        return Holder(self._of_party("C.C.", owner), again.end()) if owner is not None else None

    def _small(self, position: int) -> Holder | None:
        """A body by a head in small letters with words of its own: 'the preparatory committee for celebrating …'."""
        end = self._small_end(position)
        if end is None:
            return None
        head = self.text[position:end].rpartition(" ")[2].lower()
        alone = " " not in self.text[position:end]
        purpose = _PURPOSE.match(self.text, end)
        if purpose is not None:
            end = purpose.end()
        else:
            link = _OF_NAMED.match(self.text, end)
            named = self.named_at(link.end()) if link else None
            if named is not None:
                end = named.end
            elif alone or head in _NEVER_ALONE:
                return None
            elif (event := _OF_AN_EVENT.match(self.text, end)) is not None:
                words = self.text[position:end]
                return Holder(f"organization:{own_words(words)}", event.end()) if len(words) > _SHORTEST else None
        words = self.text[position:end]
        return Holder(f"organization:{own_words(words)}", end) if len(words) > _SHORTEST else None

    def _small_end(self, position: int) -> int | None:
        """Where the head in small letters ends that closes the words from POSITION on, a few words ahead at most."""
        end = None
        for _ in range(_MOST_WORDS):
            word = _WORD.match(self.text, position)
            named = self.at.get(position)
            if word is None or word.group() in _JOINING or (named is not None and named.type == "person"):
                break
            if word.group() in _SMALL_BODIES:
                end = word.end()
            if not self.text.startswith(" ", word.end()):
                break
            position = word.end() + 1
        return end

    def capitals_at(self, position: int) -> Holder | None:
        """The capitalised words at POSITION as a body of that name, up to the next person; a company's small ones, too."""
        company = _COMPANY.match(self.text, position)
        found = company or _CAPITALS.match(self.text, position)
        if found is None:
            return None
        end = found.end()
        for c in self.standing[bisect_left(self.starts, position) :]:
            if c.start >= end:
                break
            if c.type == "person":
                end = c.start - 1
                break
            end = max(end, c.end)
        link = _OF_NAMED.match(self.text, end)
        owner = self.named_at(link.end()) if link else None
        if owner is not None and owner.type in ("country", "place"):
            end = owner.end
        elif link is not None and (again := self._again(link.end(), position)) is not None:
            owning = self.body_before(position, self.text[link.end() : again.end].rpartition(" ")[2].lower())
            if owning is not None:
                return Holder(self._part_of(self.text[position:end], owning), again.end)
        elif link is not None and company is None and self.text[link.end() : link.end() + 1].islower():
            return None
        words = self.text[position:end].rstrip(" ,")
        return Holder(f"organization:{own_words(words)}", position + len(words)) if len(words) > 2 else None
