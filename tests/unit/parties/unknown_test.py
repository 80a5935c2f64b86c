"""The queue of phrases that nothing recognised, and what nearly matched."""

from datetime import date

from dagster_project.core.parties import Gazetteer, UnknownPhrases, near_misses

NOT_NAMES = frozenset({"the", "may", "tea", "on"})


def phrases(*bodies: str, reviewed: frozenset[str] = frozenset()) -> list[str]:
    found = UnknownPhrases(NOT_NAMES, reviewed)
    for number, body in enumerate(bodies):
        found.add(f"x/{number}", body, [(0, 4)] if body.startswith("Cuba") else [])
    return [f"{row.articles} {row.phrase} {row.example}" for row in found.ranked(10)]


def test_the_queue_counts_articles_and_gives_one_of_them() -> None:
    assert phrases("He saw Zenda and Zenda.", "The rain in Zenda fell.", "It is Hentzau.") == [
        "2 Zenda x/0",
        "1 Hentzau x/2",
    ]


def test_mentions_months_numbers_and_letters_are_not_in_the_queue() -> None:
    assert phrases("Cuba is far.", "On May 2 the 5th U. went.") == []


def test_words_that_are_mostly_written_small_are_not_in_the_queue() -> None:
    assert phrases("Officials met.", "The officials and officials met.") == []


def test_reviewed_phrases_are_not_in_the_queue() -> None:
    assert phrases("They mark Zenda Day.", reviewed=frozenset({"Zenda Day"})) == []


def test_one_word_that_opens_a_sentence_is_not_in_the_queue() -> None:
    assert phrases("Recalling that, he left. Moreover it rained.") == []


def test_a_phrase_keeps_its_small_words_and_loses_the_opening_of_its_sentence() -> None:
    assert phrases("The Castle of Zenda stands.") == ["1 Castle of Zenda x/0"]


def test_a_near_miss_says_what_refused_it(gazetteer: Gazetteer) -> None:
    body = "It costs two U.S. dollars. The Chairman came. He met Eusebius Powell."
    missed = near_misses(gazetteer, "", body, article_id="x/1", published_on=date(1999, 1, 2), language="en")
    said = {(miss.surface, miss.party_id): miss.reason for miss in missed}
    assert said["U.S.", "country:USA"] == "not before 'dollars'"
    assert said["Powell", "person:Colin Powell"] == "closes a longer name, after 'Eusebius'"
    assert all(body[miss.char_start : miss.char_end] == miss.surface for miss in missed)
