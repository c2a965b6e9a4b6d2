"""Names that a package imports when they are first used (按需导入): nobody waits for what is not asked for.

A package lists its names twice, for type checkers and by the module that has them; a test holds both lists together.
"""

import sys
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module


def lazily(
    package: str, places: Mapping[str, Iterable[str]]
) -> tuple[Callable[[str], object], Callable[[], list[str]], list[str]]:
    """Return ``__getattr__``, ``__dir__`` and ``__all__`` of a package.

    Args:
        package: its ``__name__``.
        places: its public names, by the module of the package that has them.
    """
    module, homes = sys.modules[package], {name: f"{package}.{place}" for place, names in places.items() for name in names}

    def found(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(homes[name]), name)
        setattr(module, name, value)
        return value

    return found, lambda: sorted({*vars(module), *homes}), sorted(homes)
