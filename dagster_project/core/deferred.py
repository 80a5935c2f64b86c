"""Modules that a library imports and that are not asked for here: stand-ins for them, which load them when they are."""

import importlib
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any


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
