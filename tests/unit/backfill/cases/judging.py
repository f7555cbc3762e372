"""How a case is put and judged: what the chart held, what came back on paper, and what becomes of every sheet."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from attrs import Factory, field, frozen

from downtimekit.backfill import DEFAULT_RULES, OPEN, BackfillRules, Gate, Paper, make_plan
from downtimekit.backfill.admission import Kept, Standing, admit, amended_by, order_after
from downtimekit.models.capture import Capture, Content, RecordKind, ReviewCode
from downtimekit.models.chart import Act, Chart, ChartEntry, ChartOrder, ChartRecord
from downtimekit.models.downtime import Downtime
from downtimekit.models.patient import Patient, WrittenIdentity
from downtimekit.models.plan import Decision, Plan, Verdict
from tests.ward import ADA, ORDERS, PATIENTS, a_downtime, after

CHART = Chart(patients=PATIENTS, orders=ORDERS)
"""Five patients with one exam each, and nothing entered yet."""


def a_patient(mrn: str, family: str, given: str, born: date, **more: object) -> Patient:
    """Return a patient."""
    return Patient.model_validate({"mrn": mrn, "family": family, "given": given, "birth_date": born} | more)


def a_chart(
    *patients: Patient, orders: Sequence[ChartOrder] = (), records: Sequence[ChartRecord] = (), **more: object
) -> Chart:
    """Return the ward's chart with what is given: a patient or an exam of the same number takes the place of it."""
    everybody = {one.mrn: one for one in (*PATIENTS, *patients)}
    exams = {one.accession: one for one in (*ORDERS, *orders)}
    said = {"patients": tuple(everybody.values()), "orders": tuple(exams.values()), "records": tuple(records)}
    return Chart.model_validate(said | more)


def held(
    content: Content, *, id: str = "chart-1", mrn: str = ADA.mrn, accession: str | None = "A-1", **more: object
) -> ChartRecord:
    """Return a record that the chart holds, of the day before unless another time is said."""
    said = {"id": id, "version": 2, "mrn": mrn, "accession": accession, "occurred_at": after(-60 * 24)}
    return ChartRecord.model_validate({**said, "content": content, **more})


@frozen
class Says:
    """What must become of a sheet.

    Attributes:
        codes: of doubts and notes, all of them.
        to: the chart that it goes to; exam: its number there.
        report: how far the report is afterwards.
        never: the charts that it must not be written to.
    """

    verdict: str
    codes: frozenset[str] = frozenset()
    grade: str = "certain"
    to: str | None = ADA.mrn
    exam: str = "A-1"
    report: str | None = None
    never: frozenset[str] = frozenset()

    @classmethod
    def of(cls, decision: Decision, verdict: Verdict) -> Says:
        """Return what a plan says."""
        return cls(
            verdict=verdict.value,
            codes=frozenset(code.value for code in decision.codes),
            grade=decision.grade.value,
            to=decision.mrn,
            exam=decision.accession,
            report=decision.report_status.value if decision.report_status else None,
            never=frozenset(decision.never),
        )


def says(verdict: str, *codes: str, never: Collection[str] = (), **more: str | None) -> Says:
    """Return what must become of a sheet; the words are checked, so that no case asks for what there is not."""
    named = frozenset(ReviewCode(code).value for code in codes)
    return Says(Verdict(verdict).value, named, never=frozenset(never), **more)  # type: ignore[arg-type]


@frozen
class Case:
    """One case: the sheets, and what a careful records clerk and a radiologist expect of each, by its capture."""

    name: str
    sheets: Sequence[Capture] = field(repr=False)
    expected: Mapping[str, Says]
    chart: Chart = field(default=CHART, repr=False)
    paper: Mapping[str, object] = field(factory=dict, repr=False)
    rules: BackfillRules = DEFAULT_RULES
    gate: Gate = OPEN
    downtime: Downtime = Factory(a_downtime)

    def plan(self, *, chart: Chart | None = None, sheets: Sequence[Capture] | None = None, **paper: object) -> Plan:
        """Plan it, on another chart or with the sheets in another order where that is asked for."""
        made = Paper(captures=sheets or self.sheets, **{**self.paper, **paper})  # type: ignore[arg-type]
        return make_plan(made, chart=chart or self.chart, downtime=self.downtime, gate=self.gate, rules=self.rules)


def outcome(plan: Plan) -> Mapping[str, Says]:
    """Return what a plan says of every sheet; of one that was replaced, that alone."""
    return {
        fate.capture: Says.of(fate.record, fate.verdict) if fate.record else Says(fate.verdict.value)
        for fate in plan.fates()
    }


def entered(plan: Plan, chart: Chart, *, settled: object = None) -> tuple[Chart, Mapping[str, str]]:
    """Return the chart after a plan was carried out, and the record of each entered capture, beside those of before.

    Whatever must not be written is refused here as a target refuses it.
    """
    known: dict[str, str] = dict(settled) if isinstance(settled, Mapping) else {}
    for decision in plan.decisions:
        if decision.entry is None:
            continue
        assert decision.entry.mrn == decision.mrn
        assert decision.entry.mrn not in decision.never
        assert not decision.doubts
        chart, record = _written(decision.entry, chart)
        known |= dict.fromkeys(decision.captures, record.id)
    return chart, known


def _written(entry: ChartEntry, chart: Chart) -> tuple[Chart, ChartRecord]:
    records = {record.id: record for record in chart.records}
    orders = {order.accession: order for order in chart.orders}
    patients = {patient.mrn: patient for patient in chart.patients}
    order = orders.get(entry.accession or "")
    places = {(one.place, one.kind): one for one in chart.records if not one.withdrawn}

    def kept(record: ChartRecord | None) -> Kept | None:
        return Kept.of(record) if record else None

    standing = Standing(
        patient=patients.get(entry.mrn),
        order=order,
        occupant=kept(places.get((entry.place, entry.kind))),
        changed=kept(records.get(entry.updates or "")),
        amended=kept(records.get(amended_by(entry.content) or "")),
    )
    admit(entry, standing=standing)
    now = records.get(entry.updates or "")
    made = ChartRecord(
        id=now.id if now else f"new-{len(records)}",
        version=now.version + 1 if now else 1,
        key=entry.key,
        mrn=entry.mrn,
        accession=entry.accession,
        encounter=entry.encounter,
        occurred_at=entry.late.occurred_at,
        withdrawn=entry.act is Act.WITHDRAW,
        content=entry.content,
    )
    if after_it := order_after(entry, order=order):
        orders[after_it.accession] = after_it
    if entry.patient and entry.kind is RecordKind.REGISTRATION:
        patients.setdefault(entry.mrn, entry.patient)
    told = {
        "patients": (*patients.values(),),
        "orders": (*orders.values(),),
        "records": (*{**records, made.id: made}.values(),),
    }
    return chart.model_copy(update=told), made


def secrets(case: Case) -> set[str]:
    """Return what identifies the people of a case, and must stand in no line that is told."""
    people: list[Patient | WrittenIdentity] = [*case.chart.patients, *(sheet.patient for sheet in case.sheets)]
    found = {text for one in people for text in (one.mrn, one.family, one.given) if text}
    return found | {one.birth_date.isoformat() for one in people if one.birth_date}
