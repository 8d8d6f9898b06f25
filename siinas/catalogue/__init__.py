"""What the ministry offers: every Process that a module or folder here declares is on offer; no list to edit."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from siinas.process.declaration import Process


@cache
def processes() -> dict[str, type[Process]]:
    """All declared processes by key, in the order of their keys."""
    found: dict[str, type[Process]] = {}
    for entry in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{entry.name}")
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Process) and _of(value, module.__name__):
                if value.key in found:
                    raise TypeError(f"two processes are called {value.key!r}")
                if value.code in {other.code for other in found.values()}:
                    raise TypeError(f"two processes begin their case numbers with {value.code!r}")
                found[value.key] = value
    return dict(sorted(found.items()))


def _of(value: type[Process], module: str) -> bool:
    """Whether a process is declared in that module or folder, and not merely known there."""
    return value.__module__ == module or value.__module__.startswith(f"{module}.")


def process(key: str) -> type[Process]:
    """The process of that key; KeyError when there is none."""
    return processes()[key]
