"""What real pages of the sites can hold that rendered ones do not: each is read as a reader of the page would."""

from datetime import date

import pytest

from dagster_project.core.datelines import find_datelines, resolve_datelines
from dagster_project.core.event_day import find_event
from dagster_project.core.kinds import kind_of
from tests.unit.extraction.support import article, places, read

DATELINE = "Pyongyang, March 9 (KCNA) -- "
OTHER = f"/en/article/q/{'a' * 40}.kcmsf"


def paragraphs(html: str) -> tuple[str, ...]:
    found = article(html).paragraphs
    assert found[0].startswith(DATELINE)
    return (found[0].removeprefix(DATELINE), *found[1:])


@pytest.mark.parametrize(
    "more",
    [
        f"<h3>More From KCNA</h3><ul><li><a href='{OTHER}'>Another Report</a></li></ul>",
        f"<div><h3 class='x'>More From KCNA.kp (En)</h3><div><a href='{OTHER}'>Another Report</a><p>Teaser.</p></div></div>",
        f"<p>Related articles</p><a href='{OTHER}'>Another Report</a> <a href='{OTHER}'>Another</a>",
        f"<ul><li><a href='{OTHER}'>Another Report</a> [2024.03.08.]</li></ul>",
    ],
)
def test_a_list_of_other_articles_under_its_heading_is_never_in_a_body(more: str) -> None:
    assert paragraphs(f"<p>{DATELINE}Words of a report.</p>{more}") == ("Words of a report.",)


@pytest.mark.parametrize(
    "row",
    [
        "[BACK][TOP] | HOME",
        "Facebook Twitter Print",
        "&lt;&lt; Prev | Next &gt;&gt;",
        "1/4",
        "[Photo]",
        "More From KCNA.kp (En)",
    ],
)
def test_rows_of_buttons_under_an_article_are_never_in_a_body(row: str) -> None:
    assert paragraphs(f"<p>{DATELINE}Words of a report.</p><div>{row}</div>") == ("Words of a report.",)


@pytest.mark.parametrize("line", ["Print shops opened.", "Home is where the mill is.", "The next is 3/4 of it."])
def test_a_last_line_that_says_something_stays(line: str) -> None:
    assert paragraphs(f"<p>{DATELINE}Words of a report.</p><p>{line}</p>")[1:] == (line,)


@pytest.mark.parametrize(
    "cell",
    [
        "<h3>Mill Opens</h3><p>{d}Scores:<table border=1><tr><td>Mill<td>3<tr><td>Farm<td>2</table><p>The end.",
        "<font size=4><b>Mill Opens</b></font><br><br>&nbsp;&nbsp;{d}Scores:<br>Mill 3<br>Farm 2<br><br>The end.",
        "<h3>Mill Opens</h3></td></tr><tr><td><p>{d}Scores:<p>Mill 3<p>Farm 2<p>The end.",
        "<table><tr><td><h3>Mill Opens</h3><p>{d}Scores:<p>Mill 3<p>Farm 2<p>The end.</td></tr></table>",
    ],
)
def test_an_old_page_is_read_alike_however_its_cells_are_cut(cell: str) -> None:
    html = (
        "<html><body><table><tr><td><a href='/calendar.html'>calendar</a>&gt;&gt;March 9. 2012 Juche 101</td></tr><tr><td>"
        + cell.replace("{d}", DATELINE)
        + "</td></tr><tr><td>Copyright (C) KOREA NEWS SERVICE(KNS) All Rights Reserved.</td></tr></table></body></html>"
    )
    found = read(html, "http://www.kcna.co.jp/item/2012/201203/news09/20120309-07ee.html").articles[0]
    assert found.title == "Mill Opens"
    assert found.paragraphs == (f"{DATELINE}Scores:", "Mill 3", "Farm 2", "The end.")
    assert found.published_on == date(2012, 3, 9)


def test_captions_nested_in_paragraphs_and_unescaped_quotes_lose_no_words() -> None:
    html = (
        "<html><body><main><article><h1 class='text-center'>Comrade<nobr><strong><span>Kim Jong Un</span></strong></nobr>"
        f"Speaks</h1><p>{DATELINE}One.<p><img src='x' alt=\"the \"big\" day\"><p class='c'>At the mill</p></p>Two.</p>"
        "<p>Three.</p></article></main></body></html>"
    )
    found = read(html, f"http://www.kcna.kp/en/article/detail/{'a' * 32}").articles[0]
    assert found.title == "Comrade Kim Jong Un Speaks"
    assert found.paragraphs == (f"{DATELINE}One.", "At the mill", "Two.", "Three.")


def test_words_that_open_like_such_a_heading_stay_where_no_articles_follow() -> None:
    html = f"<p>{DATELINE}Words.</p><p>More from the <a href='/en/land'>land</a> came.</p>"
    assert paragraphs(html) == ("Words.", "More from the land came.")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>{d}Kim Jong\u200bUn vis\u200bited\u00a0the\u3000mill\ufeff.</p>", ("Kim Jong Un visited the mill.",)),
        ("<pre>{d}O my land\n of morning\ncalm</pre>", ("O my land", "of morning", "calm")),
        (
            "<p>{d}The song:</p><p>O my land<br>of morning<br/>calm</p>",
            ("The song:", "O my land", "of morning", "calm"),
        ),
        (
            "<p>{d}Scores:</p><table><tr><th>Team</th><th>Goals</th></tr><tr><td>Mill</td><td>3</td></tr></table>",
            ("Scores:", "Team Goals", "Mill 3"),
        ),
        (
            "<p>{d}Sow.</p><ul><li>early;<ul><li>deep</li></ul></li><li>wide</li></ul>",
            ("Sow.", "early;", "deep", "wide"),
        ),
        ("<p>{d}One.<p>Two <b>bold<p>three</b> end<p>", ("One.", "Two bold", "three end")),
        ("<p>{d}One.</p><h4>On Mills</h4><p>Two.</p>", ("One.", "On Mills", "Two.")),
        (
            "<p>{d}One.</p><figure><img src='x' alt='a \"big\" day'><figcaption>At the mill</figcaption></figure><p>Two.</p>",
            ("One.", "At the mill", "Two."),
        ),
        (
            "<p>{d}Juche (주체, 主体, チュチェ) &ldquo;is&rdquo; caf&eacute; 5 &lt; 6.</p>",
            ("Juche (주체, 主体, チュチェ) “is” café 5 < 6.",),
        ),
        ("<p>{d}Comrades,</p><p>Comrades,</p><p>Comrades,</p>", ("Comrades,", "Comrades,", "Comrades,")),
        ("<p>{d}H<sub>2</sub>O, the 5<sup>th</sup>, <i>it</i><b>alic</b>.</p>", ("H2O, the 5th, italic.",)),
        ("<p>{d}One<script>var x='<p>no</p>'</script>.</p><noscript>no</noscript><button>Share</button>", ("One.",)),
        ("<p>{d}One.</p><p>Copyright (C) 2000-2024 KCNA</p><p>www.kcna.kp</p><p>Back to top</p>", ("One.",)),
    ],
)
def test_a_body_is_what_a_reader_sees(html: str, expected: tuple[str, ...]) -> None:
    assert paragraphs(html.replace("{d}", DATELINE)) == expected


@pytest.mark.parametrize(
    ("text", "place", "place_id", "agency"),
    [
        ("Washington, D.C., July 9 (KCNA) -- W", "Washington, D.C.", "place:Washington", "KCNA"),
        ("Pyongyang, July 9 KCNA -- W", "Pyongyang", "place:Pyongyang", "KCNA"),
        ("Pyongyang, July 9 (KCNA) ㅡ W", "Pyongyang", "place:Pyongyang", "KCNA"),
        ("Pyongyang, July 9 (Juche 113) -- W", "Pyongyang", "place:Pyongyang", None),
        ("Samjiyon County, July 9 (KCNA) -- W", "Samjiyon County", "place:Samjiyon", "KCNA"),
        ("Moscow, July 9 (TASS-KCNA) -- W", "Moscow", "place:Moscow", "TASS"),
        ("Ppyongyang, July 9 (KCNA) -- W", "Ppyongyang", "place:Pyongyang", "KCNA"),
        ("Hanggu, July 9 (KCNA) -- W", "Hanggu", "place:Hanggu District", "KCNA"),
        ("Alger, July 9 (KCNA) -- W", "Alger", "place:Algiers", "KCNA"),
        ("UN Headquarters, July 9 (KCNA) -- W", "UN Headquarters", "place:New York", "KCNA"),
        ("(평양 7월 9일 조선중앙통신) 본문", "평양", "place:Pyongyang", "KCNA"),
        ("(도꾜 7월 9일발 조선통신=조선중앙통신) 본문", "도꾜", "place:Tokyo", "KNS-KCNA"),
        ("【平壌7月9日発＝朝鮮中央通信】本文", "平壌", "place:Pyongyang", "KCNA"),
    ],
)
def test_rarer_datelines_are_read(text: str, place: str, place_id: str, agency: str | None) -> None:
    found = resolve_datelines(find_datelines([text], places()), date(2024, 7, 10), places())[0]
    assert (found.place, found.place_id, found.agency, found.date) == (place, place_id, agency, date(2024, 7, 9))
    assert found.text == text[found.char_start : found.char_end] and text[found.char_end :] in {"W", "본문", "本文"}


@pytest.mark.parametrize(
    ("words", "surface"),
    [
        ("opened on 8 March.", "8 March"),
        ("opened here on the 8th.", "8th"),
        ("opened in the morning of March 8.", "March 8"),
        ("opened on March 8, Juche 113 (2024).", "March 8"),
        ("was here; it burnt on March 7 one hundred years ago, and opened anew on March 8.", "March 8"),
    ],
)
def test_a_day_of_the_event_is_read_in_its_rarer_forms(words: str, surface: str) -> None:
    body = f"{DATELINE}The mill {words}"
    lines = resolve_datelines(find_datelines((body,), places()), date(2024, 3, 9), places())
    found = find_event(body, lines, date(2024, 3, 9))
    assert found is not None
    assert (found[0], body[found[1] : found[2]]) == (date(2024, 3, 8), surface)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("The mill today opened its gates.", True),
        ('"We see today a mill," it says.', False),
        ("The mill of today is large.", False),
        ("The land today is green.", False),
        ("The mill stands. It is open today.", False),
        ("A hundred years ago today the mill opened.", False),
    ],
)
def test_today_is_the_day_of_the_event_where_the_report_itself_says_so_first(words: str, found: bool) -> None:
    body = DATELINE + words
    lines = resolve_datelines(find_datelines((body,), places()), date(2024, 3, 9), places())
    event = find_event(body, lines, date(2024, 3, 9))
    assert (event is not None) == found
    assert event is None or (event[0], body[event[1] : event[2]]) == (date(2024, 3, 9), "today")


@pytest.mark.parametrize(
    "words",
    [
        "fell on March 9, Juche 112 (2023).",
        "marks the 8th anniversary.",
        "opens on Monday next week.",
        "is on the 31st.",
    ],
)
def test_what_is_no_day_of_this_event_is_left_out(words: str) -> None:
    body = f"Pyongyang, March 9 (KCNA) -- It {words}"
    lines = resolve_datelines(find_datelines((body,), places()), date(2024, 3, 9), places())
    found = find_event(body, lines, date(2024, 3, 9))
    assert found is None or found[0] < date(2024, 3, 1)


@pytest.mark.parametrize(
    ("title", "opening", "language", "kind"),
    [
        ("김정은동지께서 공장을 현지지도하시였다", "(평양 3월 9일발 조선중앙통신)공장은 새로 지은것이다.", "ko", "leader_activity"),
        ("조선중앙통신사 론평", "(평양 3월 9일발 조선중앙통신)새 소식에 대하여 말한다.", "ko", "commentary"),
        ("조선외무성 대변인담화", "(평양 3월 9일발 조선중앙통신)담화의 내용이다.", "ko", "statement"),
        ("金正恩総書記が工場を視察", "【平壌3月9日発朝鮮中央通信】工場はこの春にできたものである。", "ja", "leader_activity"),
        ("朝鲜外务省发言人谈话", "朝中社平壤3月9日电 发言人谈到了这一问题。", "zh", "statement"),
        ("朝中社评论", "朝中社平壤3月9日电 今年春天的情况如下。", "zh", "commentary"),
        ("Заявление представителя МИД", "Пхеньян, 9 марта. /ЦТАК/ -- Представитель сказал это.", "ru", "statement"),
        ("Ким Чен Ын посетил завод", "Пхеньян, 9 марта. /ЦТАК/ -- Завод стоит у реки.", "ru", "leader_activity"),
        ("Comentario de la ACNC", "Pyongyang, 9 de marzo (ACNC) -- El molino que está en la colina es de todos.", "es", "commentary"),
        ("Kim Jong Un visita la granja", "Pyongyang, 9 de marzo (ACNC) -- La granja es de los que la trabajan.", "es", "leader_activity"),
        ("Rodong Sinmun Editorial", "Words of the paper on the spring of this year in the land.", "en", "commentary"),
    ],
)  # fmt: skip
def test_the_other_languages_are_told_and_their_kinds_with_them(
    title: str, opening: str, language: str, kind: str
) -> None:
    found = article(f"<p>{opening}</p>", title=title)
    assert (found.language, found.kind) == (language, kind)
    assert language == "en" or found.datelines[0].place_id == "place:Pyongyang"
    assert found.published_on == date(2024, 3, 9)


@pytest.mark.parametrize(
    ("title", "opening", "datelines", "kind"),
    [
        ('Picture Album "Pears" Published', "Words.", 1, "report"),
        ("Photo Session of Gardeners", "Words.", 1, "report"),
        ("[Photo] Pears in the Snow", "Words.", 0, "photo"),
        ("Photos", "Words.", 0, "photo"),
        ("Statement of Imagined Ministry Supported by Gardeners", "Words.", 1, "report"),
        ("Gardeners Hail Statement of Imagined Ministry", "Words.", 1, "report"),
        ("Joint Editorial Studied in Foreign Orchards", "Words.", 1, "report"),
        ("Joint Editorial", "Words.", 1, "commentary"),
        ("Pear Company", "The company, established in October Juche 86 (1997), sells pears.", 0, "report"),
        ("Kim Jong Il Pays Visit to Orchard", "One day in March Juche 64 (1975), he came.", 0, "anecdote"),
    ],
)
def test_a_kind_is_what_an_article_is_and_not_what_it_tells_of(
    title: str, opening: str, datelines: int, kind: str
) -> None:
    assert kind_of(title, opening, datelines, "") == kind
