"""The records of one kind in a vendor's table."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC
from typing import Any

from attrs import field, frozen
from pydantic import TypeAdapter

from downtimekit.adapters.sql_target.asking import in_parts, insert, one_of, update
from downtimekit.adapters.sql_target.dialect import Rows, quoted
from downtimekit.adapters.sql_target.ledger import late_values
from downtimekit.adapters.sql_target.mapping import LateColumn, NewId, OrderTable, RecordTable
from downtimekit.adapters.sql_target.shape import Shape, plain
from downtimekit.backfill.admission import Kept, is_final
from downtimekit.errors import Rejected, Unreachable
from downtimekit.models.capture import Content, RecordKind
from downtimekit.models.chart import ChartEntry, place_of
from downtimekit.models.strict import ADAPTER, Instant

_MRN = "#mrn"
"""The patient's number where the exam says it; no column of a mapping is called so."""
_MOMENT: TypeAdapter[Instant] = TypeAdapter(Instant, config=ADAPTER)
_CONTENT: TypeAdapter[Content] = TypeAdapter(Content, config=ADAPTER)


@frozen
class Found:
    """A record as its table has it; the ledger knows the rest."""

    kept: Kept
    encounter: str | None
    occurred_at: Instant | None
    content: Content = field(repr=False)

    @property
    def place(self) -> str:
        """What tells it from the other records of its kind."""
        kept = self.kept
        return place_of(self.content, mrn=kept.mrn, accession=kept.accession, occurred_at=self.occurred_at)


@frozen
class Records:
    """The records of one kind.

    A record's number is behind its kind: ``report-17``.
    """

    kind: RecordKind
    table: RecordTable
    orders: OrderTable
    shape: Shape = field(init=False)

    @shape.default
    def _of_the_mapping(self) -> Shape:
        return Shape(self.table.fields, self.table.content)

    def by_id(self, rows: Rows, record: str) -> Found | None:
        """Return a record by its number; None where this table has none of that number."""
        found = rows.read(self._question(f"r.{quoted(self.table.id)} = ?"), [*self._fixed, _number(record)])
        return self._found(found[0]) if found else None

    def occupant(self, rows: Rows, entry: ChartEntry) -> Kept | None:
        """Return the record that stands in an entry's place, where one counts."""
        if self.kind.of_exam:
            where, value = f"r.{quoted(self.table.accession or '')} = ?", entry.accession
        else:
            where, value = f"{self._mrn} = ?", entry.mrn
        for row in rows.read(self._question(where), [*self._fixed, value]):
            if self._is_withdrawn(row) or self._is_of_another_time(row, entry):
                continue
            found = self._found(row)
            if found.place == entry.place:
                return found.kept
        return None

    def of(self, rows: Rows, mrns: Iterable[str]) -> Iterator[Found]:
        """Yield the records of some patients."""
        for part in in_parts(mrns):
            for row in rows.read(self._question(one_of(self._mrn, len(part))), [*self._fixed, *part]):
                yield self._found(row)

    def add(self, rows: Rows, entry: ChartEntry) -> str:
        """Write a new record, and return its number.

        Raises:
            Rejected: the table has no place for something that the entry says.
        """
        table = self.table
        told = self._said(entry, version=1)
        if table.withdrawn.no is not None:
            told[table.withdrawn.column] = table.withdrawn.no
        if table.new_id is NewId.DIGEST:
            told[table.id] = hashlib.sha256(entry.key.encode()).hexdigest()[:32]
        told |= table.always
        made = rows.read(insert(table.table, list(told), returning=table.id), list(told.values()))
        return f"{self.kind}-{made[0][table.id]}"

    def change(self, rows: Rows, entry: ChartEntry, *, seen: Kept) -> None:
        """Write over a record that has the version that was seen, or mark it as withdrawn.

        Raises:
            Rejected: it was changed meanwhile, or the table has no place for something that the entry says.
        """
        table, version = self.table, seen.version + 1
        if entry.withdraws:
            told: dict[str, object] = {table.version: version, table.withdrawn.column: table.withdrawn.yes}
        else:
            told = self._said(entry, version=version)
        statement = update(table.table, told, where=(table.id, table.version))
        if not rows.change(statement, [*told.values(), _number(seen.id), seen.version]):
            raise Rejected("the record was changed in the meantime")

    def _said(self, entry: ChartEntry, *, version: int) -> dict[str, object]:
        """Return what an entry says, by column."""
        table = self.table
        placed = {
            "mrn": entry.mrn,
            "accession": entry.accession,
            "encounter": entry.encounter,
            "occurred_at": entry.late.occurred_at.astimezone(UTC).isoformat(),
        }
        for name in ("accession", "encounter"):
            if placed[name] is not None and getattr(table, name) is None:
                raise Rejected(f"the table has no place for: {name}")
        columns = {name: getattr(table, name) for name in placed}
        told: dict[str, object] = {column: placed[name] for name, column in columns.items() if column}
        late = {**late_values(entry), LateColumn.KEY: entry.key, LateColumn.STATEMENT: entry.late.statement}
        told |= {column: late[name] for name, column in table.late.items()}
        document = entry.content.model_dump(mode="json", exclude={"record"})
        needed = {} if table.content else entry.content.model_dump(exclude={"record"}, exclude_defaults=True)
        said = self.shape.to_row(document, needed=needed)
        return told | {table.version: version} | dict(zip(self.shape.columns, said, strict=True))

    def _found(self, row: Mapping[str, Any]) -> Found:
        table = self.table
        number = row[table.id]
        try:
            content = _CONTENT.validate_python({**self.shape.of_row(row), "record": self.kind.value})
            moment = _MOMENT.validate_python(plain(row[table.occurred_at])) if table.occurred_at else None
        except (ValueError, StopIteration):
            content = None
        if content is None:
            # Raised here, where nothing of what stands in the row is in anybody's context.
            raise Unreachable(f"the record {self.kind}-{number} cannot be read: it does not fit the mapping")
        kept = Kept(
            id=f"{self.kind}-{number}",
            version=row[table.version],
            mrn=row[_MRN if table.mrn is None else table.mrn],
            kind=self.kind,
            accession=row[table.accession] if table.accession else None,
            withdrawn=self._is_withdrawn(row),
            is_final=is_final(content),
        )
        return Found(kept, row[table.encounter] if table.encounter else None, moment, content)

    def _is_withdrawn(self, row: Mapping[str, Any]) -> bool:
        return bool(row[self.table.withdrawn.column] == self.table.withdrawn.yes)

    def _is_of_another_time(self, row: Mapping[str, Any], entry: ChartEntry) -> bool:
        """Say so of what need not be read as a whole to know that it does not stand in an entry's place."""
        column = self.table.occurred_at
        if self.kind.of_exam or column is None or row[column] is None:
            return False
        return bool(_MOMENT.validate_python(plain(row[column])) != entry.late.occurred_at)

    def _question(self, where: str) -> str:
        """Return the question for records, with `where` behind what every row has."""
        table = self.table
        named = (table.id, table.version, table.mrn, table.accession, table.encounter, table.occurred_at)
        columns = dict.fromkeys([*filter(None, named), table.withdrawn.column, *self.shape.columns])
        listed = [f"r.{quoted(column)}" for column in columns]
        source = f"{quoted(table.table)} AS r"
        if table.mrn is None and table.accession:
            listed.append(f'{self._mrn} AS "{_MRN}"')
            exams, number = self.orders, quoted(self.orders.accession)
            source += f" JOIN {quoted(exams.table)} AS o ON o.{number} = r.{quoted(table.accession)}"
        conditions = [*(f"r.{quoted(column)} = ?" for column in table.always), where]
        # Only names that the mapping has checked, in quotes.
        return f"SELECT {', '.join(listed)} FROM {source} WHERE {' AND '.join(conditions)}"  # noqa: S608

    @property
    def _mrn(self) -> str:
        return f"o.{quoted(self.orders.mrn)}" if self.table.mrn is None else f"r.{quoted(self.table.mrn)}"

    @property
    def _fixed(self) -> tuple[object, ...]:
        return tuple(self.table.always.values())


def _number(record: str) -> str:
    """Return the primary key in a record's number."""
    return record.partition("-")[2]
