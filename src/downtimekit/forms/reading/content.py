"""From answers by their paths to the content of a sheet, as it is typed."""

from __future__ import annotations

import re
from collections.abc import Mapping

from downtimekit.models.forms import FormDefinition

_CELL = re.compile(r"(?P<table>[^\[\]]+)\[(?P<row>\d{1,3})\]\.(?P<column>[^\[\]]+)")


def content_of(answers: Mapping[str, object], form: FormDefinition | None) -> dict[str, object]:
    """Return the content of a sheet.

    Rows of a table in which nothing stands are left out; where a column counts the rows, the others keep the numbers
    that are printed beside them.

    Args:
        answers: what was said, by path.
        form: what the sheet was printed from, where that is known.
    """
    content: dict[str, object] = {}
    tables: dict[str, dict[int, dict[str, object]]] = {}
    for path, value in answers.items():
        cell = _CELL.fullmatch(path)
        if cell is None:
            content[path] = value
        else:
            tables.setdefault(cell["table"], {}).setdefault(int(cell["row"]), {})[cell["column"]] = value
    counted = _counted(form)
    for table, rows in tables.items():
        numbered = ({counted[table]: row + 1} if table in counted else {} for row in sorted(rows))
        content[table] = [number | rows[row] for number, row in zip(numbered, sorted(rows), strict=True)]
    return content


def _counted(form: FormDefinition | None) -> dict[str, str]:
    """Return for each table whose rows have printed numbers the column that holds them."""
    fields = form.fields() if form else ()
    return {item.key: column.key for item in fields for column in item.columns if column.counts_rows}
