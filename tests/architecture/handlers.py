"""Find the places where an error is raised while pydantic's is still at hand."""

from __future__ import annotations

import ast
from collections.abc import Iterator


def raised_beside_input(source: str) -> list[str]:
    """Return `line: name` for every error that is raised inside of what handles a `ValidationError`.

    pydantic's error holds the input, patients and all, and stays in the context of whatever is raised there; ``from
    None`` only keeps it from being printed.
    """
    return [
        f"{node.lineno}: {ast.unparse(node.exc) if node.exc else 'raise'}"
        for handler in ast.walk(ast.parse(source))
        if isinstance(handler, ast.ExceptHandler) and "ValidationError" in _names(handler)
        for node in _inside(handler)
        if isinstance(node, ast.Raise)
    ]


def _names(handler: ast.ExceptHandler) -> set[str]:
    """Return the names of the errors that a handler takes."""
    return {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)} if handler.type else set()


def _inside(handler: ast.ExceptHandler) -> Iterator[ast.AST]:
    return (node for statement in handler.body for node in ast.walk(statement))
