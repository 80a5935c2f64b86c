"""The rule words in the shape in which the rules look them up, made once from the vocabulary."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from dagster_project.core.parties.records import Vocabulary


@dataclass(frozen=True, slots=True)
class Triggers:
    """`titles_by_last_word`: titles that end with a capitalised word, by that word; `small_titles`: the last words of the
    others; `role_words`: the words that name an office by themselves; `country_words`: what may follow a country, by its
    first word, longest first; `words_of_country`: the same by its last word; `plurals`:
    the words that close a list of names, after a space, with the type and the head of each name.
    """

    vocabulary: Vocabulary
    titles_by_last_word: Mapping[str, tuple[str, ...]]
    small_titles: frozenset[str]
    role_words: frozenset[str]
    country_words: Mapping[str, tuple[str, ...]]
    words_of_country: Mapping[str, tuple[str, ...]]
    plurals: tuple[tuple[str, str, str], ...]


def triggers_of(vocabulary: Vocabulary) -> Triggers:
    """The look-ups over VOCABULARY."""
    titles: dict[str, list[str]] = defaultdict(list)
    small: set[str] = set()
    for title in sorted(vocabulary.titles):
        last = title.rpartition(" ")[2]
        if title.endswith("d'Affaires"):
            titles["Affaires"].append(title)
        elif last[0].isupper():
            titles[last].append(title)
        else:
            small.add(last)
    countries: dict[str, list[str]] = defaultdict(list)
    of_country: dict[str, list[str]] = defaultdict(list)
    for words in sorted(vocabulary.country_bodies, key=lambda w: (-len(w), w)):
        countries[words.partition(" ")[0]].append(words)
        of_country[words.rpartition(" ")[2]].append(words)
    return Triggers(
        vocabulary,
        {word: tuple(group) for word, group in titles.items()},
        frozenset(small),
        frozenset(
            role.split(" ")[0] if role.startswith("charge") else role
            for role in (*vocabulary.role_heads, *vocabulary.role_plurals)
        ),
        {word: tuple(group) for word, group in countries.items()},
        {word: tuple(group) for word, group in of_country.items()},
        tuple((f" {words}", kind, head) for words, (kind, head) in sorted(vocabulary.plural_heads.items())),
    )
