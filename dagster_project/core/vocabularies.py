"""Closed vocabularies: the values that a column may hold, where these are few and known beforehand."""

from typing import Final

OUTCOMES: Final = ("article", "listing", "not_found", "reject")
STATES: Final = ("live", "deleted")
REVISION_CHANGES: Final = ("created", "edited", "deleted", "restored")
CHANGE_KINDS: Final = ("typo", "number", "date", "name", "sentence", "title", "rewritten", "deleted", "restored")
ERASURE_KINDS: Final = ("edited_out", "deleted")
PARTY_TYPES: Final = ("country", "organization", "person", "place", "group")
LANGUAGES: Final = ("en", "es", "ko", "zh", "ja", "ru", "und")
ARTICLE_KINDS: Final = (
    "statement",
    "commentary",
    "press_review",
    "leader_activity",
    "anecdote",
    "report",
    "photo",
    "video",
)
