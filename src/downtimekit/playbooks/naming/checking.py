"""Read a table for naming targets, and look for what would mislead people in an outage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import combinations

from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.downtime.observation import Answer
from downtimekit.models.reading import read
from downtimekit.playbooks.naming.table import CheckKind, NamingTable, Row, Where

_Needs = Mapping[tuple[str, Where], frozenset[Answer]]


def table_from(document: object, *, source: str, playbooks: Collection[str] | None = None) -> NamingTable:
    """Return a table that was written as a document, such as what ``json.loads`` or a reader of YAML returned.

    Args:
        document: mappings, lists and plain values, as ``NamingTable.model_dump(mode="json")`` returns them.
        source: what was read, such as the file's name, for the error.
        playbooks: the names of those that there are; None where that is not known here.

    Raises:
        InvalidInput: with every fault.
    """
    table = read(NamingTable, document, source=source)
    faults = tuple(faults_of_table(table, playbooks=playbooks))
    if faults:
        raise InvalidInput(source, faults)
    return table


def faults_of_table(table: NamingTable, *, playbooks: Collection[str] | None = None) -> Iterator[Fault]:
    """Yield everything that is wrong with a table as a whole, for one that was written in code.

    Args:
        table: the table.
        playbooks: the names of those that there are; None where that is not known here.
    """
    if not table.rows:
        yield Fault("rows", "is empty: nothing would ever be proposed")
    yield from _told_twice("kinds", "check", (kind.check for kind in table.kinds))
    for number, kind in enumerate(table.kinds):
        yield from _kind_faults(kind, path=f"kinds[{number}]")
    known = table.by_check()
    for path, condition in table.conditions():
        if condition.check not in known:
            yield Fault(f"{path}.check", "asks for a check that this table does not have")
    yield from _told_twice("rows", "name", (row.name for row in table.rows))
    for number, row in enumerate(table.rows):
        yield from _row_faults(row, path=f"rows[{number}]", table=table, playbooks=playbooks)
    yield from _ambiguous(table)
    named = {row.target for row in table.rows}
    for number, target in enumerate(table.targets):
        if target not in named:
            yield Fault(f"targets[{number}]", f"no row names '{target}'")


def _told_twice(path: str, field: str, names: Iterable[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, name in enumerate(names):
        if name in seen:
            yield Fault(f"{path}[{number}].{field}", "is there more than once")
        seen.add(name)


def _kind_faults(kind: CheckKind, *, path: str) -> Iterator[Fault]:
    if kind.slow_ms is not None and kind.down_ms is not None and kind.slow_ms >= kind.down_ms:
        yield Fault(f"{path}.slow_ms", "is not below down_ms, so nothing would ever be slow")
    if kind.max_age_minutes <= kind.steady.bad_minutes:
        words = "is not above steady.bad_minutes, so bad answers would be too old before they count"
        yield Fault(f"{path}.max_age_minutes", words)


def _row_faults(row: Row, *, path: str, table: NamingTable, playbooks: Collection[str] | None) -> Iterator[Fault]:
    if row.target not in table.targets:
        yield Fault(f"{path}.target", "is not among the targets of this table")
    if playbooks is not None and row.playbook not in playbooks:
        yield Fault(f"{path}.playbook", "is not the name of a playbook that there is")
    needs = _needs(row, table.by_check())
    if not all(needs.values()):
        yield Fault(f"{path}.when", "can never fit: no answer of one check would do for all of its conditions")
    elif not any(all(answer.is_bad for answer in answers) for answers in needs.values()):
        words = "would fit though nothing is known to be wrong: one condition must take nothing but slow or down"
        yield Fault(f"{path}.when", words)


def _needs(row: Row, kinds: Mapping[str, CheckKind]) -> _Needs:
    """Return which answers each check may give, seen from where, for a row to fit."""
    needs: dict[tuple[str, Where], frozenset[Answer]] = {}
    for condition in row.when:
        kind = kinds.get(condition.check)
        where = Where.HERE if kind and kind.shared else condition.where
        allowed = frozenset(condition.answers)
        needs[condition.check, where] = needs.get((condition.check, where), allowed) & allowed
    return needs


def _ambiguous(table: NamingTable) -> Iterator[Fault]:
    """Yield the pairs of rows of one rank that fit together and say different things."""
    kinds = table.by_check()
    needs = [_needs(row, kinds) for row in table.rows]
    ranks = Counter(row.rank for row in table.rows)
    shared = [(number, row) for number, row in enumerate(table.rows) if ranks[row.rank] > 1]
    for (first, one), (number, other) in combinations(shared, 2):
        if one.rank != other.rank or (one.target, one.playbook) == (other.target, other.playbook):
            continue
        if _fit_together(needs[first], needs[number]):
            words = f"fits together with '{one.name}', has the same rank, and says something else"
            yield Fault(f"rows[{number}].rank", words)


def _fit_together(one: _Needs, other: _Needs) -> bool:
    either = all(one.values()) and all(other.values())
    return either and all(one[place] & other[place] for place in one.keys() & other.keys())
