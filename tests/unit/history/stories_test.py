"""Stories: one story on several sites is joined, boilerplate is not, and no order of arrival matters."""

import random
import zlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.core.history.stories import Member, closure, join_stories
from dagster_project.core.history.story_corrections import Action, Correction, parse_correction
from dagster_project.core.history.story_index import BANDS, StoryText, _checksums, buckets_of, shingles
from dagster_project.core.history.story_match import Prepared, StoryLink, match, match_articles

DAY = date(2024, 8, 1)
REPORT = (
    "Wonsan, August 1 (KCNA) -- Farmers of the Ryongsan Co-op Farm opened a sheep farm on July 30 with a meeting at "
    "which Pak Chol Min, chairman of the county committee, made a report and speeches followed.\n"
    "The farm has 300 sheep, two barns and a house for the herdsmen, who came from Songam last spring.\n"
    "It gives wool to the children of the county and will grow to twice its size until next year."
)
SPREAD = (
    "Pyongyang, August 1 (KCNA) -- {name}, a citizen of {place}, received a birthday spread on reaching the age of one "
    "hundred. She lives in good health with her children and grandchildren under the care of the country, officials of "
    "the county called on her with warm words, and she thanked all for the great care that was shown to her."
)


def story(article_id: str, body: str = REPORT, title: str = "Sheep Farm Opens", **more: object) -> StoryText:
    site = article_id.partition("/")[0]
    masked = ((0, body.index("-- ") + 3),) if "-- " in body else ()
    text = StoryText(article_id, 1, site, "kcna_kp_q", "en", title, body, DAY, None, masked)
    return replace(text, **more)  # type: ignore[arg-type]


KCNA = story("kcna.kp/0123456789abcdef0123456789abcdef")
COJP = story("kcna.co.jp/20240801-07ee")
WATCH = story("kcnawatch.org/1722500000-12345678")


def linked(one: StoryText, other: StoryText) -> StoryLink | None:
    return match(Prepared(one), Prepared(other))


def shares_a_band(one: StoryText, other: StoryText) -> bool:
    return bool({*enumerate(buckets_of(one))} & {*enumerate(buckets_of(other))})


def test_the_same_text_on_two_sites_is_one_story_whatever_its_typography() -> None:
    other = replace(COJP, body=REPORT.replace("\n", " ").replace("--", "—"), masked=((0, REPORT.index("-- ") + 2),))
    found = linked(KCNA, other)
    assert found is not None
    assert (found.rule, found.article_id, found.similarity) == ("near_duplicate", COJP.article_id, 1.0)
    assert shares_a_band(KCNA, other)


def test_a_few_other_words_on_another_site_are_the_same_story() -> None:
    assert linked(KCNA, replace(COJP, body=REPORT.replace("with a meeting", "at a meeting"))) is not None


@pytest.mark.parametrize(
    ("old", "new"), [("Pak Chol Min", "Pak Chol Nam"), ("300 sheep", "400 sheep"), ("Songam", "Ryonghung")]
)
def test_another_name_or_number_is_another_story(old: str, new: str) -> None:
    assert linked(KCNA, replace(COJP, body=REPORT.replace(old, new))) is None


def test_birthday_spreads_do_not_merge() -> None:
    title = "Birthday Spread to Woman Centenarian"
    one = story("kcna.kp/aaaaaaaaaaaaaaaa", SPREAD.format(name="Ri Kum Nyo", place="Hamhung"), title)
    other = story("kcna.co.jp/20240801-09ee", SPREAD.format(name="Jo Ok Sun", place="Kaechon"), title)
    assert linked(one, other) is None


def test_days_apart_the_same_words_are_two_stories() -> None:
    assert linked(KCNA, replace(COJP, published_on=date(2024, 8, 4))) is not None
    assert linked(KCNA, replace(COJP, published_on=date(2024, 8, 5))) is None
    assert linked(KCNA, replace(COJP, published_on=None)) is None


def test_a_story_under_both_address_schemes_of_a_site_is_one_story() -> None:
    detail = replace(KCNA, article_id="kcna.kp/fedcba9876543210fedcba9876543210", layout="kcna_kp_detail")
    later = replace(detail, published_on=date(2024, 8, 2), body=REPORT.replace("with a meeting", "at a meeting"))
    assert linked(KCNA, later) is not None
    assert linked(KCNA, replace(later, body=REPORT.replace("300", "301"))) is None


def test_on_one_site_only_the_same_title_and_text_on_the_same_day_is_one_story() -> None:
    again = replace(KCNA, article_id="kcna.kp/fedcba9876543210fedcba9876543210")
    assert linked(KCNA, again) is not None
    assert linked(KCNA, replace(again, published_on=date(2024, 8, 2))) is None
    assert linked(KCNA, replace(again, title="Farm Opens")) is None
    assert linked(KCNA, replace(again, body=REPORT.replace("last spring", "last summer"))) is None


ORIGINAL = "http://www.kcna.kp/en/article/q/0123456789abcdef0123456789abcdef.kcmsf"


def test_a_mirror_that_states_the_original_shares_its_story_even_in_other_words() -> None:
    mirror = replace(WATCH, original_url=ORIGINAL, body="Short.", published_on=None, masked=())
    found = linked(KCNA, mirror)
    assert found is not None
    assert found.rule == "original_url"
    assert shares_a_band(KCNA, mirror)


def test_both_address_schemes_of_a_site_name_the_same_original() -> None:
    detail = ORIGINAL.replace("/q/", "/detail/").replace(".kcmsf", "")
    assert linked(KCNA, replace(WATCH, original_url=detail, body="Short.")) is not None


def test_two_mirrors_on_one_site_that_state_one_original_must_look_alike() -> None:
    one = replace(WATCH, original_url=ORIGINAL)
    other = replace(one, article_id="kcnawatch.org/1722500001-99999999")
    assert linked(one, other) is not None
    assert linked(one, replace(other, title="Dam Built", body=SPREAD.format(name="Ri", place="X"), masked=())) is None


def test_an_older_revision_that_matches_is_enough() -> None:
    later = replace(KCNA, revision=2, body=REPORT.replace("300 sheep", "400 sheep"))
    assert match_articles([Prepared(later)], [Prepared(COJP)]) is None
    assert match_articles([Prepared(later), Prepared(KCNA)], [Prepared(COJP)]) is not None


def test_short_texts_have_no_signature_but_their_address() -> None:
    assert len(buckets_of(replace(KCNA, body="Visit ended.", masked=()))) == 1
    assert len(buckets_of(KCNA)) == BANDS + 1


@given(st.lists(st.text("aBc\u00e9\u0130\u4e00\ud800", min_size=1), min_size=3))
def test_checksums_are_those_of_the_runs_of_three_words(words: list[str]) -> None:
    wanted = {zlib.crc32(shingle.encode("utf-8", "surrogatepass")) for shingle in shingles(words)}
    assert {*_checksums(words)} == wanted


def test_a_signature_never_changes() -> None:
    assert buckets_of(KCNA)[:3] == SIGNATURE


SIGNATURE = [1558176498108816615, 3117175123332600344, 8085803573014375142]


def member(article_id: str, day: int = 1, original: str | None = None) -> Member:
    return Member(article_id, article_id.partition("/")[0], date(2024, 8, day), original)


def link(one: str, other: str, rule: str = "near_duplicate", similarity: float | None = 0.9) -> StoryLink:
    first, second = sorted((one, other))
    return StoryLink(first, second, rule, similarity, "")


def test_a_story_is_named_after_its_first_article_originals_before_mirrors() -> None:
    members = [member("w/1", 1, "http://k/1"), member("k/1", 2), member("j/1", 3), member("k/9")]
    stories = join_stories(members, [link("w/1", "k/1"), link("k/1", "j/1")])
    assert stories.story_ids == {"w/1": "k/1", "k/1": "k/1", "j/1": "k/1", "k/9": "k/9"}


def test_two_articles_of_a_site_do_not_meet_through_a_third() -> None:
    members = [member("k/1"), member("k/2"), member("j/1")]
    stories = join_stories(members, [link("k/1", "j/1", similarity=0.8), link("k/2", "j/1", similarity=0.95)])
    assert stories.story_ids == {"k/1": "k/1", "k/2": "j/1", "j/1": "j/1"}
    assert [(k.article_id, k.other_article_id) for k in stories.links] == [("j/1", "k/2")]


def test_the_same_words_printed_twice_on_two_sites_are_joined_day_by_day() -> None:
    members = [member(f"{site}/{n}", day) for site in ("kcna.kp", "kcnawatch.org") for n, day in ((1, 2), (2, 1))]
    links = [link(f"kcna.kp/{a}", f"kcnawatch.org/{b}", similarity=1.0) for a in (1, 2) for b in (1, 2)]
    told = join_stories(members, links)
    assert told.story_ids["kcnawatch.org/1"] == "kcna.kp/1"
    assert told.story_ids["kcnawatch.org/2"] == "kcna.kp/2"


def test_a_correction_merges_and_a_split_outranks_every_link() -> None:
    members = [member("k/1"), member("k/2"), member("j/1")]
    merged = join_stories(members, [], [Correction("merge", "k/1", "k/2", "the same event")])
    assert merged.story_ids["k/2"] == "k/1"
    assert [(k.rule, k.evidence) for k in merged.links] == [("correction", "the same event")]
    links = [link("k/1", "j/1", "original_url"), link("k/2", "j/1"), link("k/1", "k/2")]
    parted = join_stories(members, links, [Correction("split", "j/1", "k/1", "another event")])
    assert parted.story_ids["j/1"] != parted.story_ids["k/1"]


def test_a_wrong_correction_is_named() -> None:
    row = {"action": "join", "article_id": "a", "other_article_id": "b", "note": ""}
    with pytest.raises(ValueError, match="story correction join a b: needs merge or split"):
        parse_correction(row)
    assert parse_correction({**row, "action": "merge", "article_id": "z"}).article_id == "b"


IDS = [f"{site}/{n}" for site in "kjw" for n in range(3)]
LINKS = st.lists(
    st.tuples(
        st.sampled_from(IDS),
        st.sampled_from(IDS),
        st.sampled_from(["near_duplicate", "original_url"]),
        st.sampled_from([0.7, 0.9]),
    ),
    max_size=14,
)
ACTIONS: st.SearchStrategy[Action] = st.sampled_from(("merge", "split"))
SPLITS = st.lists(st.tuples(ACTIONS, st.sampled_from(IDS), st.sampled_from(IDS)), max_size=3)


@given(LINKS, SPLITS, st.randoms(use_true_random=False))
def test_stories_do_not_depend_on_the_order_of_links(
    pairs: Sequence[tuple[str, str, str, float]], decided: Sequence[tuple[Action, str, str]], chance: random.Random
) -> None:
    members = [member(article_id) for article_id in IDS]
    links = [link(a, b, rule, likeness) for a, b, rule, likeness in pairs if a != b]
    corrections = [Correction(action, min(a, b), max(a, b), "") for action, a, b in decided if a != b]
    stories = join_stories(members, links, corrections)
    chance.shuffle(members)
    chance.shuffle(links)
    chance.shuffle(corrections)
    assert join_stories(members, links, corrections) == stories
    split = {(c.article_id, c.other_article_id) for c in corrections if c.action == "split"}
    assert all(stories.story_ids[a] != stories.story_ids[b] for a, b in split)


@given(LINKS, st.sampled_from(IDS))
def test_a_part_joined_anew_comes_out_as_in_the_whole(
    pairs: Sequence[tuple[str, str, str, float]], touched: str
) -> None:
    links = [link(a, b, rule, likeness) for a, b, rule, likeness in pairs if a != b]
    whole = join_stories([member(article_id) for article_id in IDS], links)
    near = closure([touched], links)
    part = join_stories([member(article_id) for article_id in sorted(near)], links)
    assert part.story_ids == {article_id: whole.story_ids[article_id] for article_id in near}
