"""When the interpreter looks for garbage: seldom, for imports and reference data make very many objects that stay."""

import gc
from typing import Final

SELDOM: Final = 100_000
"""Objects more, after which garbage is looked for. What a page needs is freed without that."""


def collect_seldom() -> None:
    """Look for garbage seldom in this process from now on."""
    gc.set_threshold(SELDOM)
