"""The language of an article, from its words.

Scripts settle Korean, Japanese, Chinese and Russian by counting letters. English and Spanish, the only languages in
Latin letters on these sites, are told apart by their commonest words; what these leave open goes to a trained
identifier (py3langid).
"""

import re
from functools import lru_cache
from typing import Any, Final

_SPANISH: Final = frozenset(
    [
        "el",
        "la",
        "los",
        "las",
        "de",
        "del",
        "que",
        "y",
        "en",
        "con",
        "por",
        "para",
        "una",
        "un",
        "se",
        "al",
        "su",
        "como",
        "es",
        "fue",
        "sus",
        "lo",
        "entre",
        "sobre",
        "desde",
        "este",
        "esta",
    ]
)
_ENGLISH: Final = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "that",
        "for",
        "with",
        "was",
        "is",
        "by",
        "on",
        "it",
        "as",
        "at",
        "its",
        "from",
        "are",
        "were",
        "be",
        "this",
        "which",
        "said",
        "his",
        "he",
        "an",
        "has",
        "have",
    ]
)
_WORD = re.compile(r"[a-záéíóúñü]+")
_SCRIPTS: Final = (
    ("ko", re.compile("[\uac00-\ud7af\u1100-\u11ff\u3130-\u318f]")),
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("zh", re.compile("[\u3400-\u9fff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
)
_ANY_SCRIPT = re.compile("[\u0400-\u04ff\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")


def detect_language(title: str, body: str) -> str:
    """One of en, es, ko, zh, ja, ru, and `und` where there are not enough letters to tell.

    The first 3,000 characters of the body decide. Chinese characters count as Japanese where kana make up a tenth of
    them, and never against Hangul.
    """
    text = f"{body[:3000]}\n{title}"
    if not text.isascii() and _ANY_SCRIPT.search(text):
        counts = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS}
        latin = len(_LATIN.findall(text))
        script = max(counts, key=lambda name: counts[name])
        if counts["ja"] * 10 >= counts["zh"] > 0 and counts["ja"] + counts["zh"] > counts["ko"]:
            script = "ja"
        total = counts[script] * (2 if script in {"ko", "ja", "zh"} else 1)
        if counts[script] and total > latin:
            return script
    words = _WORD.findall(text[:900].lower())
    if len(words) < 3:
        return "en" if words and title and title.isascii() else "und"
    english = sum(map(_ENGLISH.__contains__, words))
    spanish = sum(map(_SPANISH.__contains__, words))
    if english + spanish >= 3 and (english >= 2 * spanish or spanish >= 2 * english):
        return "en" if english > spanish else "es"
    return _identified(text)


@lru_cache(maxsize=1)
def _identifier() -> Any:
    # Loads a model of some megabytes: only where it is needed.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(["en", "es"])
    return identifier


def _identified(text: str) -> str:
    return str(_identifier().classify(text[:3000])[0])
