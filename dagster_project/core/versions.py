"""The versions of the rules. A change of one makes the next run read or derive anew what older rules made.

They stand by themselves so that who asks for them need not import what reads pages.
"""

from typing import Final

EXTRACTOR_VERSION: Final = "4"
"""Version of extraction outside the layouts, which have their own. Captures that name another are read again."""

HISTORY_VERSION: Final = "4"
"""Version of the rules that make revisions, changes, erasures and stories. Histories made by another are derived again."""

RULES_VERSION: Final = "15"
"""Version of the party rules; the reference data has a digest of its own. Parties found by other rules are found again."""
