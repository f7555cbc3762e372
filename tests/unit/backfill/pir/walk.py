"""A department on a table: what comes in, line by line, and what it owes for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from attrs import define, field

from downtimekit.backfill.pir import (
    Actor,
    Assigned,
    Department,
    ImagesStored,
    InstancesAvailable,
    PerformedStep,
    PirRules,
    StepState,
    Transaction,
    Worklist,
    WorklistQuery,
)
from downtimekit.models.orders import ExamCode, Order, OrderAction, Orders, SystemNumber
from downtimekit.models.patient import Patient, WrittenIdentity
from downtimekit.models.registration import (
    Merge,
    MergedPair,
    NumberChange,
    Registration,
    RegistrationEvent,
    Unmerge,
)

NINE = datetime(2026, 3, 3, 9, tzinfo=UTC)
ADA = Patient(mrn="T-1", family="Testwell", given="Ada", birth_date=date(1958, 2, 11))
NORA = Patient(mrn="T-2", family="Sampleton", given="Nora", birth_date=date(1961, 7, 4))
DOE = Patient(mrn="E-1", family="Trauma", given="Alpha", unidentified=True)
STUDY, OTHER_STUDY = "1.2.840.99.1", "1.2.840.99.2"
STEP, OTHER_STEP = "1.2.840.99.1.1", "1.2.840.99.2.1"


def at(minutes: float) -> datetime:
    """Return an instant, that many minutes after nine."""
    return NINE + timedelta(minutes=minutes)


def registered(
    patient: Patient = ADA,
    *,
    event: RegistrationEvent = RegistrationEvent.REGISTERED,
    by: Actor = Actor.ADT,
    minute: float = 0,
) -> Transaction:
    """RAD-1, or RAD-12 where it is a change."""
    return Transaction(Registration(event=event, patient=patient, occurred_at=at(minute)), by)


def merged(prior: str, survivor: Patient = ADA, *, by: Actor = Actor.ADT, minute: float = 90) -> Transaction:
    """RAD-12, A40."""
    return Transaction(Merge(pairs=(MergedPair(survivor=survivor, prior=prior),), occurred_at=at(minute)), by)


def renumbered(prior: str, patient: Patient = ADA, *, minute: float = 90) -> Transaction:
    """RAD-12, A47."""
    return Transaction(NumberChange(patient=patient, prior=prior, occurred_at=at(minute)), Actor.ADT)


def parted(prior: str, survivor: str) -> Transaction:
    """A merge is undone."""
    return Transaction(Unmerge(prior=prior, survivor=survivor, reason="two sisters", occurred_at=at(99)), Actor.ADT)


def ordered(
    patient: Patient = ADA,
    *,
    action: OrderAction = OrderAction.NEW,
    placer: str | None = "P-1",
    filler: str | None = None,
    by: Actor = Actor.ORDER_PLACER,
    **more: object,
) -> Transaction:
    """RAD-2, or RAD-3 where the department orders; a mammogram at nine, unless something else is said."""
    new = {"scheduled_at": NINE, "modality": "MG", "exam": ExamCode(code="MAMMO", text="Screening")}
    said = new if action in (OrderAction.NEW, OrderAction.NUMBER_WANTED) else {}
    numbers = {
        "placer": SystemNumber(value=placer, issuer="EHR") if placer else None,
        "filler": SystemNumber(value=filler, issuer="RIS") if filler else None,
    }
    order = Order.model_validate({"action": action, **numbers, **said, **more})
    return Transaction(Orders(patient=patient, orders=(order,)), by)


def ordered_here(
    patient: Patient = ADA, *, action: OrderAction = OrderAction.NEW, filler: str = "F-1", **more: object
) -> Transaction:
    """The department orders by itself, or changes what it ordered."""
    return ordered(patient, action=action, placer=None, filler=filler, by=Actor.ORDER_FILLER, **more)


def numbered(patient: Patient = ADA, *, placer: str = "P-1", filler: str = "F-1") -> Transaction:
    """RAD-3: the order placer gives its number."""
    return ordered(patient, action=OrderAction.NUMBER_ASSIGNED, placer=placer, filler=filler)


def written(patient: Patient) -> WrittenIdentity:
    """Return a patient as a modality has them."""
    return WrittenIdentity.model_validate(patient.model_dump(include=set(WrittenIdentity.model_fields)))


def performed(
    patient: Patient | WrittenIdentity = ADA,
    state: StepState = StepState.IN_PROGRESS,
    *,
    study: str = STUDY,
    uid: str = STEP,
    scheduled: Sequence[str] = (),
    minute: float = 10,
    **more: object,
) -> Transaction:
    """RAD-6 or RAD-7."""
    who = written(patient) if isinstance(patient, Patient) else patient
    said = {"modality": "MG", "started_at": at(minute), "patient": who, "scheduled": tuple(scheduled)}
    return Transaction(
        PerformedStep.model_validate({"uid": uid, "study": study, "state": state, **said, **more}), Actor.MODALITY
    )


def stored(patient: Patient | WrittenIdentity = ADA, *, study: str = STUDY, **more: object) -> Transaction:
    """RAD-8."""
    who = written(patient) if isinstance(patient, Patient) else patient
    said = {"study": study, "series": (f"{study}.9",), "patient": who, "modality": "MG", "stored_at": at(20)}
    return Transaction(ImagesStored.model_validate(said | more), Actor.IMAGE_MANAGER)


def available(study: str = STUDY) -> Transaction:
    """RAD-49."""
    return Transaction(InstancesAvailable(study=study), Actor.IMAGE_MANAGER)


def asked(**narrowed: object) -> Transaction:
    """RAD-5."""
    return Transaction(WorklistQuery.model_validate(narrowed), Actor.MODALITY)


def assigned(study: str = STUDY, accession: str | None = None) -> Transaction:
    """A person decides."""
    return Transaction(Assigned(study=study, accession=accession), Actor.ORDER_FILLER)


DONE = StepState.COMPLETED
STOPPED = StepState.DISCONTINUED

TO_ARCHIVES = ("image_manager", "report_manager")


def rad4() -> list[str]:
    """What is owed when an exam is scheduled."""
    return [f"RAD-4 order_filler -> {actor} new" for actor in TO_ARCHIVES]


def rad12() -> list[str]:
    """What is owed when a patient's number or name changes."""
    return [f"RAD-12 order_filler -> {actor}" for actor in TO_ARCHIVES]


def rad13(action: str = "change") -> list[str]:
    """What is owed when an exam changes."""
    return [f"RAD-13 order_filler -> {actor} {action}" for actor in TO_ARCHIVES]


def rad3(action: str = "status_changed") -> list[str]:
    """What is owed to the order placer."""
    return [f"RAD-3 order_filler -> order_placer {action}"]


Table = Sequence[tuple[Transaction, Sequence[str]]]


@define
class Walk:
    """A department on its way through a table."""

    department: Department = field(factory=Department.opened)
    owed: list[Transaction] = field(factory=list)

    @classmethod
    def of(cls, *transactions: Transaction, rules: PirRules | None = None) -> Walk:
        """Walk through transactions, whatever they owe."""
        walk = cls(Department.opened(rules=rules) if rules else Department.opened())
        walk.take(*transactions)
        return walk

    def take(self, *transactions: Transaction) -> list[str]:
        """Receive transactions; return what is owed for them."""
        said = []
        for told in transactions:
            self.department, owed = self.department.received(told)
            self.owed += owed
            said += [str(one) for one in owed]
        return said

    def follow(self, table: Table) -> Walk:
        """Walk through a table; every line owes what stands beside it, and nothing when it comes again."""
        for told, owed in table:
            assert self.take(told) == list(owed), f"after {told}"
            if not isinstance(told.value, WorklistQuery):
                assert self.department.received(told) == (self.department, ())
        before = self.department
        for told, _ in table:
            if not isinstance(told.value, WorklistQuery):
                assert before.received(told) == (before, ())
        return self

    @property
    def study(self) -> str | None:
        """The study of the only exam."""
        (exam,) = self.department.exams
        return exam.order.study

    def listed(self) -> list[str]:
        """Return the scheduled steps on the work list."""
        _, (answer,) = self.department.received(asked())
        assert isinstance(answer.value, Worklist)
        return [order.scheduled_step or "" for item in answer.value.items for order in item.orders]

    def codes(self) -> list[str]:
        """Return what a person must decide."""
        return [question.code.value for question in self.department.questions]
