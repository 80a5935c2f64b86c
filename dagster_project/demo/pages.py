"""Pages of the sites, written around the marks by which their layouts are told."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, date, datetime
from html import escape

from dagster_project.demo.stories import MONTHS, Story

_LEADER = re.compile(r"Kim (?:Jong Un|Jong Il|Il Sung)")


def story_hex(story: Story) -> str:
    """The hexadecimal key of a report on kcna.kp."""
    return hashlib.md5(story.key.encode(), usedforsecurity=False).hexdigest()


def slug(title: str) -> str:
    """A title as a part of an address."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:80]


def kp_q_url(story: Story) -> str:
    """A report's address on kcna.kp, in the older form."""
    return f"http://www.kcna.kp/en/article/q/{story_hex(story)}.kcmsf"


def kp_detail_url(story: Story) -> str:
    """A report's address on kcna.kp, in the newer form."""
    return f"http://www.kcna.kp/en/article/detail/{story_hex(story)}"


def kcnawatch_url(story: Story, title: str | None = None) -> str:
    """A report's address on the mirror."""
    noon = datetime(story.day.year, story.day.month, story.day.day, 3, tzinfo=UTC)
    return f"https://kcnawatch.org/newstream/{int(noon.timestamp())}-{int(story_hex(story)[:7], 16)}/{slug(title or story.title)}/"


def cojp_url(story: Story, number: int) -> str:
    """A report's address on kcna.co.jp."""
    d = story.day
    return f"http://www.kcna.co.jp/item/{d:%Y}/{d:%Y%m}/news{d:%d}/{d:%Y%m%d}-{number:02d}ee.html"


def cojp_day_url(day: datetime | object, page: int) -> str:
    """The address of a page of several reports on kcna.co.jp."""
    return f"http://www.kcna.co.jp/item/{day:%Y}/{day:%Y%m}/news{day:%d}/{page:02d}.htm"


def _leaders(text: str) -> str:
    return _LEADER.sub(
        lambda m: f'<nobr><strong><span class="fSpecCs">{m.group()}</span></strong></nobr>', escape(text, quote=False)
    )


def _filler(page_kb: int, text: str) -> str:
    """A script comment that brings a page of TEXT to about PAGE_KB kilobytes; none asked, none given."""
    missing = page_kb * 1024 - len(text)
    return f"<script>/*{'weight of a real page; ' * (missing // 23)}*/</script>" if missing > 0 else ""


_MENU = "".join(
    f'<li><a href="/en/category/{n}">{n.title()}</a></li>' for n in ("home", "news", "photo", "video", "books")
)


def kp_q(story: Story, related: Sequence[Story] = (), page_kb: int = 0) -> str:
    """A page of kcna.kp in the older layout."""
    body = "\n".join(f"<p>{_leaders(p)}</p>" for p in story.paragraphs)
    links = "".join(
        f'<li><a href="{kp_q_url(r)}">{_leaders(r.title)}</a><span class="publish-time">[{r.day:%Y.%m.%d}.]</span></li>'
        for r in related
    )
    page = (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>KCNA</title></head><body><nav><ul>{_MENU}</ul></nav>'
        f'<section><div class="article-main-title">{_leaders(story.title)}</div><div class="article-content-body">'
        f'<div class="content-wrapper">{body}<span class="publish-time">www.kcna.kp ({story.day:%Y.%m.%d}.)</span></div></div></section>'
        f'<ul class="article-link">{links}</ul><footer>Copyright (C) 2000-{story.day.year} sample agency</footer></body></html>'
    )
    return page.replace("</head>", _filler(page_kb, page) + "</head>")


def kp_detail(story: Story, related: Sequence[Story] = (), page_kb: int = 0) -> str:
    """A page of kcna.kp in the newer layout, which carries no date."""
    body = "".join(f"<p>{_leaders(p)}</p>\n" for p in story.paragraphs)
    links = "".join(f'<a href="{kp_detail_url(r)}">{escape(r.title)}</a>' for r in related)
    page = (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>KCNA</title></head><body><nav><ul>{_MENU}</ul></nav><main><article>'
        f'<h1 class="text-center"></h1><h1 class="text-center text-danger">{_leaders(story.title)}</h1>{body}'
        f'<a class="gallery_button" href="/en/gallery/detail/x">Photos</a></article></main><aside>{links}</aside></body></html>'
    )
    return page.replace("</head>", _filler(page_kb, page) + "</head>")


def cojp(story: Story, related: Sequence[Story] = (), page_kb: int = 0) -> str:
    """A page of kcna.co.jp."""
    d = story.day
    body = "".join(f"<p>{escape(p, quote=False)}\n" for p in story.paragraphs)
    page = (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>KCNA</title></head><body>'
        f'<table><tr><td><img src="/title.gif" alt="KCNA"></td></tr><tr><td><a href="/calendar.html">calendar</a>&gt;&gt;{MONTHS[d.month - 1]} {d.day}. {d.year} '
        f"Juche {d.year - 1911}</td></tr><tr><td><h3>{escape(story.title)}</h3>{body}</td></tr>"
        f"<tr><td>Copyright (C) KOREA NEWS SERVICE(KNS) All Rights Reserved.</td></tr></table></body></html>"
    )
    return page.replace("</head>", _filler(page_kb, page) + "</head>")


def cojp_day(stories: Sequence[Story]) -> str:
    """A page of kcna.co.jp with several reports."""
    body = "".join(
        f'<a name="{n}"></a><h3>{escape(s.title)}</h3>'
        + "".join(f"<p>&nbsp;&nbsp;{escape(p, quote=False)}" for p in s.paragraphs)
        for n, s in enumerate(stories, 1)
    )
    return (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>Past news</title></head><body>'
        f'<table><tr><td><img src="/title.gif" alt="KCNA"></td></tr><tr><td>{body}</td></tr>'
        f"<tr><td>Copyright (C) KOREA NEWS SERVICE(KNS) All Rights Reserved.</td></tr></table></body></html>"
    )


def teaser(story: Story) -> str:
    """The first words of a report."""
    return " ".join(story.body.split()[:20])


def _cards(stories: Sequence[Story]) -> str:
    return "".join(
        f'<div class="article-desc"><a href="{kcnawatch_url(r)}">{escape(r.title)}</a><h4><a href="{kcnawatch_url(r)}">{escape(r.title)}</a></h4>'
        f'<p>{escape(teaser(r))}</p><p class="articled-date"><span>{MONTHS[r.day.month - 1]} {r.day.day}, {r.day.year}</span></p><p>{escape(teaser(r))}</p></div>'
        for r in stories
    )


def kcnawatch(
    story: Story, related: Sequence[Story] = (), page_kb: int = 0, original: str | None = None, title: str | None = None
) -> str:
    """A page of the mirror."""
    d, shown = story.day, escape(title or story.title)
    body = "".join(f"<p>{escape(p, quote=False)}</p>" for p in story.paragraphs)
    source = f' | <a href="{original}">Read original version at source</a>' if original else ""
    page = (
        f'<!DOCTYPE html>\n<html lang="en-US"><head><meta charset="UTF-8"><title>{shown} | KCNA Watch</title>'
        f'<link rel="canonical" href="{kcnawatch_url(story, title)}"></head><body class="single"><header><span>March 1, 2026</span><ul>{_MENU}</ul></header>'
        f'<div class="article-head"><h1 class="article-main-title">{shown}</h1><p>Date: {d:%d/%m/%Y} | Source: KCNA.kp (En){source}</p></div>'
        f'<div class="article-content">{body}<p>www.kcna.kp ({d:%Y.%m.%d}.)</p></div>'
        f'<section><h3>More From KCNA.kp (En)</h3><div class="row">{_cards(related)}</div></section><footer><ul>{_MENU}</ul></footer></body></html>'
    )
    return page.replace("</head>", _filler(page_kb, page) + "</head>")


def kcnawatch_listing(stories: Sequence[Story]) -> str:
    """The mirror's list of reports."""
    return (
        f'<!DOCTYPE html>\n<html lang="en-US"><head><meta charset="UTF-8"><title>Newstream | KCNA Watch</title></head><body class="archive"><header><ul>{_MENU}</ul></header>'
        f'<h1>Newstream</h1><div class="row">{_cards(stories)}</div><footer><ul>{_MENU}</ul></footer></body></html>'
    )


def rodong_url(story: Story) -> str:
    """A report's address on rodong.rep.kp: its number of the day within a base64 query."""
    number = f"{story.day:%Y-%m-%d}-N{int(story_hex(story)[:4], 16) % 1000:03d}"
    return f"http://www.rodong.rep.kp/en/index.php?{b64encode(f'12@{number}@15@1@@0@1@'.encode()).decode()}"


def rodong(story: Story, related: Sequence[Story] = ()) -> str:
    """A page of rodong.rep.kp."""
    d = story.day
    body = "".join(f'<p class="TextP">{escape(p, quote=False)}</p>\n' for p in story.paragraphs)
    links = "".join(f'<li><a href="{rodong_url(r)}">{escape(r.title)}</a></li>' for r in related)
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>Rodong Sinmun</title></head><body><div class="menu"><ul>{_MENU}</ul></div>'
        f'<div id="article-date">{MONTHS[d.month - 1][:3]}. {d.day}, {d.year} {d:%A}</div><p class="TitleP">{escape(story.title)}</p>'
        f'{body}<ul>{links}</ul><div class="footer">Copyright</div></body></html>'
    )


def plain_listing(title: str, links: Sequence[tuple[str, str, date]]) -> str:
    """A list of links: address, title and day of each."""
    items = "".join(
        f'<li><a href="{url}">{escape(words)}</a> <span>[{day:%Y.%m.%d}.]</span></li>' for url, words, day in links
    )
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title></head><body>'
        f"<nav><ul>{_MENU}</ul></nav><h2>{escape(title)}</h2><ul>{items}</ul></body></html>"
    )


def feed(title: str, links: Sequence[tuple[str, str, date]]) -> str:
    """An RSS feed: address, title and day of each item."""
    items = "".join(
        f"<item><title>{escape(words)}</title><link>{escape(url)}</link><pubDate>{day:%a, %d %b %Y} 03:00:00 +0000</pubDate></item>"
        for url, words, day in links
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>{escape(title)}</title>{items}</channel></rss>'
