"""Modules that libraries import and nobody here asks for.

They get stand-ins, which load them when something is asked of them after all, or their import is refused.
"""

import importlib
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any, Final


@contextmanager
def deferred(names: Sequence[str], functions: Sequence[str] = ()) -> Iterator[None]:
    """Have imports of NAMES get stand-ins, which load the modules when something is asked of them.

    FUNCTIONS of them can be imported by name; the module loads when one is called.
    `importlib.util.LazyLoader` can't be used: before Python 3.12 a second import of a module is enough to load it.
    """
    stand_ins = {name: _stand_in(name, functions) for name in names if name not in sys.modules}
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name, module in stand_ins.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]


PANDAS: Final = "pandas"
"""pyarrow and DuckDB load it, where it is installed, as soon as they are given a value of Python's, to see whether it is one
of its kind: a second and 60 MB a process. It is installed for Great Expectations; nothing else here needs it."""


def refuse(name: str) -> None:
    """Have all imports of the module NAME in this process, unless it is loaded, end as if it weren't installed."""
    sys.meta_path.insert(0, _Refusing(name))


def allow(name: str) -> None:
    """Take back what `refuse` said of NAME."""
    sys.meta_path[:] = [
        finder for finder in sys.meta_path if not (isinstance(finder, _Refusing) and finder.name == name)
    ]


class _Refusing:
    """Finds one module missing. (None among `sys.modules` would say so too, but not to compiled modules.)"""

    def __init__(self, name: str) -> None:
        self.name = name

    def find_spec(self, fullname: str, _path: object = None, _target: object = None) -> None:
        if fullname == self.name:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)


def _stand_in(name: str, functions: Sequence[str]) -> ModuleType:
    module = ModuleType(name)

    def ask(attribute: str) -> Any:
        if attribute.startswith("__"):  # what the import system looks for
            raise AttributeError(attribute)
        if sys.modules.get(name) is module:
            del sys.modules[name]
        return getattr(importlib.import_module(name), attribute)

    def later(function: str) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            return ask(function)(*arguments, **named)

        return call

    module.__getattr__ = ask  # type: ignore[method-assign]
    for function in functions:
        setattr(module, function, later(function))
    return module
