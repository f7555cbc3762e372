"""What may still be printed and sent of an electronic prescription, and what must stand on the print.

The rule that keeps a patient from getting a drug twice: once an original was printed, nothing is transmitted any more
(21 CFR 1311.170(d)). After the downtime such a prescription is documented in the chart, and that is all.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from attrs import frozen

from downtimekit.errors import Reason
from downtimekit.models.prescriptions.paper import FailedTransmission, PaperPrescription, Reporter
from downtimekit.models.prescriptions.prescribing import Pharmacy, TransmissionStatus
from downtimekit.models.printed_dates import moment_words
from downtimekit.models.strict import Instant, Strict
from downtimekit.models.zones import shown_at

COPY_MARKING = "Copy only-not valid for dispensing"
"""What every copy must be labelled with, word for word (21 CFR 1311.170(c))."""

LIST_MARKING = "For informational purposes only, not for dispensing"
"""What a list of prescriptions for the patient must say (21 CFR 1311.170(c))."""


class PrintKind(StrEnum):
    """What was printed, or is to be."""

    ORIGINAL = "original"
    REPRINT = "reprint"
    COPY = "copy"
    PATIENT_LIST = "patient_list"


class Print(Strict):
    """Something that was printed."""

    kind: PrintKind
    at: Instant


class Attempt(Strict):
    """One try to send a prescription to a pharmacy.

    Attributes:
        reported_by: who said that it did not arrive, where it failed.
    """

    at: Instant
    pharmacy: Pharmacy
    status: TransmissionStatus
    reported_by: Reporter | None = None


class IssueHistory(Strict):
    """What was printed and sent of one prescription so far."""

    prints: tuple[Print, ...] = ()
    attempts: tuple[Attempt, ...] = ()


@frozen
class Permission:
    """Whether something may be done; where not, every reason against it. True and false as a condition."""

    reasons: tuple[Reason, ...] = ()

    def __bool__(self) -> bool:
        """Whether nothing stands against it."""
        return not self.reasons


def may_transmit(prescription: PaperPrescription | IssueHistory) -> Permission:
    """Say whether a prescription may be sent electronically; one on paper never may (21 CFR 1311.170(d))."""
    if isinstance(prescription, PaperPrescription):
        return Permission((_ON_PAPER,))
    return Permission(tuple(_against_sending(prescription)))


def may_print(history: IssueHistory, *, kind: PrintKind) -> Permission:
    """Say whether something may be printed of a prescription (21 CFR 1311.170(b) and (c))."""
    if kind is PrintKind.ORIGINAL and history.attempts:
        return Permission((_SENT_ALREADY,))
    if kind is PrintKind.REPRINT:
        return Permission(tuple(_against_reprint(history)))
    if kind is PrintKind.COPY and not history.attempts:
        return Permission((_NOTHING_TO_COPY,))
    return Permission()


def failure_statement(failure: FailedTransmission, *, zone: str) -> str:
    """Return what the print of a failed electronic prescription must say (21 CFR 1311.170(b)).

    Args:
        failure: the pharmacy that it was sent to, and when.
        zone: of the clinic's clock, in which the time is printed.
    """
    when = moment_words(shown_at(failure.sent_at, zone=zone))
    return (
        f"This prescription was originally transmitted electronically to {failure.pharmacy.name} on {when}, "
        "and that transmission failed."
    )


def marking_of(kind: PrintKind, *, failure: FailedTransmission | None = None, zone: str = "UTC") -> str:
    """Return what must stand on a print of a kind; empty for an original.

    Args:
        kind: what is printed.
        failure: of a reprint, the transmission that failed.
        zone: of the clinic's clock.
    """
    if kind is PrintKind.REPRINT and failure is not None:
        return failure_statement(failure, zone=zone)
    return {PrintKind.COPY: COPY_MARKING, PrintKind.PATIENT_LIST: LIST_MARKING}.get(kind, "")


_ON_PAPER = Reason(
    "on_paper",
    "it was issued on paper, and is never sent as well (21 CFR 1311.170(d))",
    "document it in the chart as an order that was given on paper",
)
_PRINTED = Reason(
    "printed",
    "an original was printed; nothing may be sent after that (21 CFR 1311.170(d))",
    "document it in the chart; for another pharmacy write a new prescription and void the paper",
)
_DELIVERED = Reason("delivered", "the pharmacy has it already")
_UNCLEAR = Reason("outcome_unknown", "an attempt may have arrived", "ask the pharmacy before anything is sent again")
_SENT_ALREADY = Reason(
    "sent_before",
    "it was sent electronically; a print of it is a copy or, where it did not arrive, a reprint with the statement "
    "(21 CFR 1311.170(b), (c))",
)
_NOT_FAILED = Reason(
    "not_failed",
    "nobody reported that it did not arrive: only the intermediary or the pharmacy can (21 CFR 1311.170(b))",
    "ask the pharmacy",
)
_NOTHING_TO_COPY = Reason("not_sent", "there is nothing to copy: it was never sent (21 CFR 1311.170(c))")


def _against_sending(history: IssueHistory) -> Iterator[Reason]:
    if any(print_.kind in (PrintKind.ORIGINAL, PrintKind.REPRINT) for print_ in history.prints):
        yield _PRINTED
    statuses = {attempt.status for attempt in history.attempts}
    if TransmissionStatus.DELIVERED in statuses:
        yield _DELIVERED
    if statuses & {TransmissionStatus.SENT, TransmissionStatus.UNKNOWN}:
        yield _UNCLEAR


def _against_reprint(history: IssueHistory) -> Iterator[Reason]:
    statuses = {attempt.status for attempt in history.attempts}
    if TransmissionStatus.DELIVERED in statuses:
        yield _DELIVERED
    if statuses & {TransmissionStatus.SENT, TransmissionStatus.UNKNOWN}:
        yield _UNCLEAR
    if not any(attempt.status is TransmissionStatus.FAILED and attempt.reported_by for attempt in history.attempts):
        yield _NOT_FAILED
