"""What the department keeps: exams that were ordered, and studies that were made."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from attrs import field, frozen

from downtimekit.backfill.pir.transactions import PerformedStep, StepState
from downtimekit.models.orders import Order, OrderAction, OrderStatus
from downtimekit.models.patient import Patient, WrittenIdentity
from downtimekit.models.registration import Visit


@frozen
class Sent:
    """What others were told of an exam.

    Attributes:
        order: as the archives know it; None where they do not.
        cancelled: that they were told that it is off.
        wanted: the number of ours for which the order placer was asked for one of theirs.
        status: that the order placer knows; appointment: for when.
    """

    order: Order | None = None
    cancelled: bool = False
    wanted: str = ""
    status: OrderStatus = OrderStatus.SCHEDULED
    appointment: datetime | None = None


@frozen
class Exam:
    """One exam that was ordered, with one accession number and one study.

    Attributes:
        key: by which it is kept; it never changes.
        patient: as the order had them; which number counts now is asked when something goes out.
        order: what is known of it; `study` is empty until it is sure that nothing was made for it already.
        steps: its scheduled steps.
        here: it was ordered in the department.
        cancel: who wanted it cancelled, or discontinued; what was done already stays done.
        sent: what others were told.
    """

    key: str
    patient: Patient = field(repr=False)
    order: Order = field(repr=False)
    steps: tuple[str, ...]
    visit: Visit | None = field(default=None, repr=False)
    here: bool = False
    cancel: OrderAction | None = None
    sent: Sent = Sent()

    @property
    def accession(self) -> str:
        """Its number."""
        return self.order.accession or ""

    @property
    def at(self) -> datetime | None:
        """When it was to be done or, where nobody said, when it was asked for."""
        return self.order.scheduled_at or self.order.ordered_at


@frozen
class Study:
    """What was made at a modality, with or without an order.

    Attributes:
        patient: as the modality had them first.
        steps: what the modality said that it did, by the uid of the step; rejected: of them those that were done under
            another patient's entry of the work list.
        series: that were stored.
        exams: the keys of the exams that it belongs to.
    """

    uid: str
    patient: WrittenIdentity = field(default=WrittenIdentity(), repr=False)
    accession: str | None = None
    modality: str | None = None
    at: datetime | None = None
    steps: tuple[PerformedStep, ...] = field(default=(), repr=False)
    rejected: frozenset[str] = frozenset()
    series: frozenset[str] = frozenset()
    available: bool | None = None
    exams: tuple[str, ...] = ()

    @property
    def is_rejected(self) -> bool:
        """Whether all of it was made under another patient's entry: it must not be found."""
        return bool(self.steps) and len(self.rejected) == len(self.steps)

    @property
    def counting(self) -> tuple[PerformedStep, ...]:
        """The steps that count."""
        return tuple(step for step in self.steps if step.uid not in self.rejected)


class Cardinality(StrEnum):
    """How what was done relates to what was scheduled (IHE Radiology: the five cases of a performed step)."""

    SIMPLE = "simple"
    UNSCHEDULED = "unscheduled"
    GROUP = "group"
    APPEND = "append"
    ABANDONED = "abandoned"


def cardinality(step: PerformedStep, others: Iterable[PerformedStep]) -> Cardinality:
    """Say which case a performed step is.

    Args:
        step: what was done.
        others: everything else that was done for the same exams, begun before it.
    """
    if step.state is StepState.DISCONTINUED:
        return Cardinality.ABANDONED
    if not step.scheduled:
        return Cardinality.UNSCHEDULED
    if len(step.scheduled) > 1:
        return Cardinality.GROUP
    done = any(other.uid != step.uid and set(other.scheduled) & set(step.scheduled) for other in others)
    return Cardinality.APPEND if done else Cardinality.SIMPLE


def status_of(exam: Exam, studies: Iterable[Study]) -> OrderStatus:
    """Return how far an exam is, by what was done for it."""
    made = [study for study in studies if not study.is_rejected]
    steps = [step for study in made for step in study.counting]
    states = {step.state for step in steps}
    if not made:
        off = {OrderAction.DISCONTINUE: OrderStatus.DISCONTINUED, None: OrderStatus.SCHEDULED}
        return off.get(exam.cancel, OrderStatus.CANCELLED)
    if states == {StepState.DISCONTINUED}:
        return OrderStatus.DISCONTINUED
    left = set(exam.steps) - covered(exam, made)
    return OrderStatus.IN_PROCESS if left or StepState.IN_PROGRESS in states else OrderStatus.COMPLETED


def covered(exam: Exam, studies: Iterable[Study]) -> set[str]:
    """Return the scheduled steps of an exam that were carried out; one that names none carried out all of them."""
    done = [step for study in studies for step in study.counting if step.state is StepState.COMPLETED]
    return {name for step in done for name in (step.scheduled or exam.steps) if name in exam.steps}
