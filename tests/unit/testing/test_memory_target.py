"""The chart that is gone with its process refuses what a real one would."""

from __future__ import annotations

from datetime import date

import anyio

from downtimekit.models.chart import Chart, ChartVisit, Lookup
from downtimekit.models.paperwork import PaperRegistration
from downtimekit.models.patient import Patient
from downtimekit.models.registration import Visit
from downtimekit.testing import MemoryTarget
from downtimekit.testing.contracts.target import ADAEZE, CHIKA, EXAM, NGOZI, entry_of, registration_of

STAY = Visit(number="V-1", location="Ward 3")


def asked(target: MemoryTarget, *mrns: str) -> Chart:
    return anyio.run(target.look_up, Lookup(mrns=frozenset(mrns)))


def test_a_test_can_look_at_what_was_written() -> None:
    target = MemoryTarget([ADAEZE], [EXAM])
    for _ in range(2):
        anyio.run(target.write, entry_of())

    assert target.entries == [entry_of()]
    assert [record.key for record in target.records] == [entry_of().key]


def test_a_patients_visits_are_looked_up_with_them() -> None:
    theirs, hers = ChartVisit(mrn=ADAEZE.mrn, visit=STAY), ChartVisit(mrn=CHIKA.mrn, visit=Visit(number="V-2"))
    target = MemoryTarget([ADAEZE, CHIKA], visits=[theirs, hers])

    assert asked(target, ADAEZE.mrn).visits == (theirs,)


def test_a_registration_opens_the_visit_that_it_names_once() -> None:
    target = MemoryTarget()
    entry = registration_of(NGOZI, key="west-1/registration/1")
    for number in (1, 2):
        content = PaperRegistration(visit=STAY, remarks=f"planted {number}")
        late = entry.late.model_copy(update={"performed_by": "Noor Haddad"})
        moved = late.model_copy(update={"occurred_at": late.occurred_at.replace(hour=number)})
        anyio.run(target.write, entry.model_copy(update={"key": f"{number}", "content": content, "late": moved}))

    assert asked(target, NGOZI.mrn).visits == (ChartVisit(mrn=NGOZI.mrn, visit=STAY),)


def test_charts_that_were_merged_in_a_circle_are_looked_up_all_the_same() -> None:
    born = date(1961, 3, 9)
    one = Patient(mrn="PLANTED-1", birth_date=born, merged_into="PLANTED-2")
    other = Patient(mrn="PLANTED-2", birth_date=born, merged_into="PLANTED-1")

    assert asked(MemoryTarget([one, other]), "PLANTED-1").patients == (one, other)
