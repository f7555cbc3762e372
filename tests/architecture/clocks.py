"""Find the places where a source file reads the machine's clock."""

from __future__ import annotations

import ast
from collections.abc import Iterator

CLOCKS = {
    "anyio.current_time",
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "uuid.uuid1",
    *(f"time.{name}" for name in ("ctime", "gmtime", "localtime", "strftime")),
    *(f"time.{name}{unit}" for name in ("monotonic", "perf_counter", "time") for unit in ("", "_ns")),
}


def clock_readings(source: str) -> list[str]:
    """Return `line: name` for every clock that is called or handed on, whatever name it was imported by."""
    tree = ast.parse(source)
    imported = dict(_imported_names(tree))
    mentions = ((node, _full_name(node, imported)) for node in ast.walk(tree))
    return [f"{node.lineno}: {name}" for node, name in mentions if isinstance(node, ast.expr) and name in CLOCKS]


def _imported_names(tree: ast.AST) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield (alias.asname, alias.name) if alias.asname else (alias.name.split(".")[0],) * 2
        elif isinstance(node, ast.ImportFrom) and not node.level:
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def _full_name(node: ast.AST, imported: dict[str, str]) -> str | None:
    if isinstance(node, ast.Name):
        return imported.get(node.id)
    if isinstance(node, ast.Attribute):
        owner = _full_name(node.value, imported)
        return f"{owner}.{node.attr}" if owner else None
    return None
