"""What stands in which room: reads in `siinas/queries`, wiring in `app.py`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
STATEMENTS = frozenset({"select", "insert", "update", "delete", "text", "exists"})
"""What builds a statement; views and forms call a named query or an operation instead."""


def statements_in(source: str) -> Iterator[str]:
    """Each statement of SQLAlchemy that a module builds, by import or as an attribute of the package."""
    tree = ast.parse(source)
    packages = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            packages |= {
                (name.asname or name.name).partition(".")[0] for name in node.names if "sqlalchemy" in name.name
            }
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "sqlalchemy":
            yield from (f"line {node.lineno}: {name.name}" for name in node.names if name.name in STATEMENTS)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and node.attr in STATEMENTS
            and isinstance(node.value, ast.Name)
            and node.value.id in packages
        ):
            yield f"line {node.lineno}: {node.value.id}.{node.attr}"


def test_the_search_finds_what_it_looks_for() -> None:
    found = "from sqlalchemy import func, select\nimport sqlalchemy as sa\nsa.select(1)\nx.select(1)"
    assert list(statements_in(found)) == ["line 1: select", "line 3: sa.select"]


@pytest.mark.parametrize(
    "path",
    [path for room in ("admin_views", "forms") for path in sorted((ROOT / room).rglob("*.py"))],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_views_and_forms_build_no_statement(path: Path) -> None:
    assert list(statements_in(path.read_text())) == []


def test_app_py_is_wiring() -> None:
    assert len((ROOT / "app.py").read_text().splitlines()) < 150


def imported(path: Path) -> set[str]:
    """The packages that a module imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").partition(".")[0])
    return found


def test_portal_and_stand_in_share_the_protocol_alone() -> None:
    """The stand-in for OSS would agree with the portal's mistakes; the portal must run without it."""
    portal = [ROOT / "app.py", *(p for room in ("siinas", "forms", "admin_views") for p in (ROOT / room).rglob("*.py"))]
    stand_in = list((ROOT / "oss_simulator").rglob("*.py"))
    assert len(stand_in) > 5
    assert [path for path in portal if "oss_simulator" in imported(path)] == []
    assert [path for path in stand_in if imported(path) & {"siinas", "forms", "admin_views", "app"}] == []
