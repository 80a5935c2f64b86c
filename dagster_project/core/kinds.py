"""The kind of an article, from its title and form.

The words are those that KCNA's own headlines use. Only what a title or form states is told apart; all else is a report.
"""

import re
from typing import Final

_LEADER = r"(?:Kim Jong Un|Kim Jong Il|Kim Il Sung)"
_ACTS = (
    r"(?:Visits?|Inspects?|Guides?|Gives?|Provides?|Attends?|Watches|Enjoys?|Meets?|Receives?|Sends?|Makes?|Delivers?|Has|Holds?|Presides?|Observes?|Tours?|Looks?|Sees?|"
    r"Directs?|Supervises?|Learns?|Arrives?|Leaves?|Departs?|Pays?|Congratulates?|Greets?|Inspected|Visited|Extends?|Talks?|Goes|Examines?|Encourages?|Poses|Appears?|"
    r"Oversees|Conducts?|Participates?|Signs?|Issues?|Praises?|Thanks|Replies|Awards?|Lays?|Hosts?|Calls?)"
)

_RULES: Final = tuple(
    (kind, parts, re.compile(pattern, re.I))
    for kind, parts, pattern in (
        (
            "press_review",
            ("review", "revista", "digest"),
            r"\bpress review\b|\breview of (?:Rodong Sinmun|Minju Joson|papers)\b"
            r"|\brevista de prensa\b|\bdigest of (?:the )?press\b",
        ),
        (
            "photo",
            ("photo", "picture"),
            r"^\W*(?:photos?|pictures?)(?: (?:news|gallery|service))?\W*$|^\W*(?:photos?|pictures?|photo news)\s?[:\])>-]"
            r"|\(photos?\)\s*$|^\W*\[?포토|사진소식",
        ),
        ("video", ("video",), r"^\W*\[?video\]?\b|\(video\)\s*$"),
        (
            "commentary",
            ("comment", "editorial", "comentario"),
            r"\bcommentary\b|\bcommentator\b|\bKCNA comments?\b|\beditorial\b"
            r"|[논론]평|[논론]설|사설|論評|社説|评论|評論|社论|\bcomentario\b|\bкомментарий\b",
        ),
        (
            "statement",
            ("statement", "declara", "answer", "spokes", "press release", "communiqu", "comunicado"),
            r"\bstatements?\b|\bdeclarations? of\b|\banswers? (?:given |of|by|to)|"
            r"\b(?:spokesman|spokesperson|spokeswoman)\b.*\b(?:on|for|of)\b|\bpress release\b|"
            r"\bcommuniqu|담화|성명|談話|声明|谈话|\bdeclaraci|\bcomunicado\b|\bзаявлени|\bкоммюнике\b",
        ),
        (
            "anecdote",
            ("anecdote", "episode", "legendary"),
            r"\banecdotes?\b|\bepisodes?\b|\blegendary (?:tale|story)\b|일화",
        ),
        (
            "leader_activity",
            ("kim jong", "kim il sung"),
            rf"^(?:[\w.'’-]+ ){{0,6}}?{_LEADER}(?:'s)? {_ACTS}\b|김정은(?:동지께서|원수님께서)"
            r"|^.{0,12}金正恩(?:同志|总书记|總書記|総書記|委員長|委员长|元帅|元帥)?"
            r"(?:が|在|同|向|视察|視察|指导|出席|观看|会见|参观)"
            rf"|^(?:[\wáéíóúñ]+ ){{0,4}}?{_LEADER} (?:visita|dirige|env[ií]a|recibe|asiste"
            r"|inspecciona|observa|pronuncia|felicita)\b"
            r"|^(?:[а-яё]+ ){0,3}Ким Чен (?:Ын|Ир) [а-яё]+(?:л|ла|ет|ит)\b",
        ),
    )
)
"""For each kind the words that its titles hold, and pieces one of which stands in each such title of ASCII letters."""
_ONE_DAY = re.compile(
    r"\b(?:one|a) day (?:in|of|on|when)\b|\bone (?:spring|summer|autumn|winter|evening|morning|night)\b", re.I
)
_JUCHE_DAY = re.compile(r"\b(?:in|on) [A-Z][a-z]+(?: \d{1,2})?,? Juche \d{2,3} ?\(", re.I)
_MADE = re.compile(
    r"\b(?:established|founded|formed|built|erected|published|opened|gifts?|presented|sculpture|craftwork)\b", re.I
)
"""How an anecdote opens: on one day of a year long past, or in a month of the Juche calendar in which nothing was made."""
_STATED = r"(?:statements?|declarations?|editorials?|declaraci[oó]n)"
_ABOUT = re.compile(
    rf"\b{_STATED}\b.*\b(?:supported|hailed|distributed|favou?red|studied|praised|backed|welcomed|carried|introduced|reported|lauded)\b"
    rf"|\b(?:supports?|reports?|hails?|backs?|welcomes?|opposes?|praises?|carry|carries|introduces?|favou?rs?|apoyo)\b.*\b{_STATED}\b"
    rf"|\b(?:issue|release|publish) statements\b|\b(?:anniversary|aniversario)\b.*\b{_STATED}\b",
    re.I,
)
"""A report on a statement or an editorial, which is none itself."""
REVIEWED: Final = 3
"""Datelines that make a press review of an article; two are a report and its answer from elsewhere."""


def kind_of(title: str, first_paragraph: str, datelines: int, url: str) -> str:
    """One of the kinds in the table registry: photo and video pages by address too, press reviews by several datelines,
    anecdotes by their opening ("One day in July, Juche 65 …") without a dateline, the rest by the title."""
    title = title[:400]
    address = url.lower()
    for mark, kind in (
        ("/media/photo/", "photo"),
        ("/gallery/", "photo"),
        ("/media/video/", "video"),
        ("/videos/", "video"),
    ):
        if mark in address:
            return kind
    told = not datelines and _opens_as_anecdote(first_paragraph[:300])
    low = title.lower() if title.isascii() else ""
    for kind, parts, pattern in _RULES:
        if low and not any(map(low.__contains__, parts)):
            continue
        if (kind == "leader_activity" and told) or not pattern.search(title):
            continue
        if kind not in {"statement", "commentary"} or not _ABOUT.search(title):
            return kind
    if datelines >= REVIEWED:
        return "press_review"
    return "anecdote" if told else "report"


def _opens_as_anecdote(opening: str) -> bool:
    return bool(_ONE_DAY.search(opening) or (_JUCHE_DAY.search(opening) and not _MADE.search(opening)))
