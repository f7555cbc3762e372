"""Is a prescription on paper one that a pharmacist may fill? Every fault at once, each with its source."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime

from downtimekit.models.concern import Concern, Gravity
from downtimekit.models.prescriptions.codes import dea_letter_fits, dea_number_fault
from downtimekit.models.prescriptions.medication import DeaSchedule
from downtimekit.models.prescriptions.paper import Conveyance, FollowUp, OralOrder, PaperPrescription, PaperReason
from downtimekit.models.prescriptions.policy import CONTENT, CONTROLLED_ITEMS, FEDERAL, PrescriptionPolicy

_Check = Callable[[PaperPrescription, PrescriptionPolicy], Iterator[Concern]]

_SIGNED = "21 CFR 1306.05(d)"
_FAILED = "21 CFR 1311.170(b)"
_ORAL = "21 CFR 1306.11(d)"
_EMERGENCY = "21 CFR 290.10"
_REASON = "N.Y. Public Health Law 281(3)"


def check_prescription(
    prescription: PaperPrescription, *, policy: PrescriptionPolicy = FEDERAL, today: date | None = None
) -> tuple[Concern, ...]:
    """Return everything that is wrong with a prescription; empty where a pharmacist may fill it as it is.

    Args:
        prescription: what stands on the paper.
        policy: what the law and the site want.
        today: the day at the clinic; None where it does not matter whether it is dated ahead.
    """
    found = [concern for check in _CHECKS for concern in check(prescription, policy)]
    return (*found, *_dated_ahead(prescription, today)) if today else tuple(found)


def follow_up_due(prescription: PaperPrescription, *, policy: PrescriptionPolicy = FEDERAL) -> datetime | None:
    """Return when the pharmacy must have the written prescription for an emergency order by phone; None for others."""
    order = prescription.oral
    if order is None or prescription.schedule is not DeaSchedule.CII:
        return None
    return order.given_at + policy.follow_up_within.value


def _content(prescription: PaperPrescription, policy: PrescriptionPolicy) -> Iterator[Concern]:
    if prescription.schedule is None:
        yield Concern("schedule_unknown", "schedule", "nobody said whether, and how, the drug is controlled")
    controlled = _may_be_controlled(prescription)
    source = CONTENT if controlled else policy.plain_source
    for path, words in CONTROLLED_ITEMS.items():
        if (controlled or path in policy.plain_items) and not _stands(prescription, path):
            yield Concern("content_missing", path, words, source)


def _may_be_controlled(prescription: PaperPrescription) -> bool:
    return prescription.schedule is None or prescription.schedule.controlled


def _stands(prescription: PaperPrescription, path: str) -> bool:
    found: object = prescription
    for name in path.split("."):
        found = getattr(found, name, None)
    return bool(found)


def _full_name(prescription: PaperPrescription, policy: PrescriptionPolicy) -> Iterator[Concern]:
    if len(prescription.patient_name.split()) == 1:
        words = "one word only: the full name has a given and a family name"
        yield Concern("name_not_full", "patient_name", words, CONTENT, Gravity.WARNING)


def _signature(prescription: PaperPrescription, policy: PrescriptionPolicy) -> Iterator[Concern]:
    if prescription.conveyance is Conveyance.ORAL:
        return  # 21 CFR 1306.21(a): what the pharmacist writes down has everything except the signature
    controlled = _may_be_controlled(prescription)
    if not prescription.signed:
        source = _SIGNED if controlled else policy.plain_source
        yield Concern("not_signed", "signed", "must be signed by hand", source)
    elif controlled and prescription.signed_on is None:
        yield Concern("signing_day_unknown", "signed_on", "the day on which it was signed is missing", CONTENT)
    elif controlled and prescription.issued_on and prescription.signed_on != prescription.issued_on:
        words = "must be dated as of, and signed on, the day it is issued: the two days differ"
        yield Concern("signed_on_another_day", "signed_on", words, CONTENT)


def _dated_ahead(prescription: PaperPrescription, today: date) -> Iterator[Concern]:
    issued_on = prescription.issued_on
    if issued_on is not None and issued_on > today:
        yield Concern(
            "dated_ahead", "issued_on", "must be dated as of the day it is issued: it is dated ahead", CONTENT
        )


def _registration(prescription: PaperPrescription, policy: PrescriptionPolicy) -> Iterator[Concern]:
    number, name = prescription.prescriber.dea_number, prescription.prescriber.name
    if not number:
        return
    fault = dea_number_fault(number)
    if fault:
        yield Concern("dea_number", "prescriber.dea_number", fault, CONTENT)
    elif name and not dea_letter_fits(number, name=name):
        words = "the second letter fits no part of the prescriber's name; it may be an earlier name"
        yield Concern("dea_letter", "prescriber.dea_number", words, gravity=Gravity.WARNING)


def _refills(prescription: PaperPrescription, policy: PrescriptionPolicy) -> Iterator[Concern]:
    limit = policy.most_refills.get(prescription.schedule) if prescription.schedule else None
    if limit and (prescription.refills or 0) > limit.value:
        allowed = f"at most {limit.value} refills" if limit.value else "no refills"
        yield Concern("refills", "refills", f"{allowed} for this schedule", limit.source)


def _medical_need(prescription: PaperPrescription, policy: PrescriptionPolicy) -> Iterator[Concern]:
    name = prescription.drug.name.casefold() if prescription.drug else ""
    if not prescription.medical_need and any(word in name for word in policy.medical_need_drugs):
        words = "the medical need of the patient must stand on the face"
        yield Concern("medical_need", "medical_need", words, "21 CFR 1306.05(c)")


def _by_phone_or_fax(prescription: PaperPrescription, policy: PrescriptionPolicy) -> Iterator[Concern]:
    if prescription.oral is not None and prescription.conveyance is not Conveyance.ORAL:
        words = "tells of an order by phone, and did not come by phone; its written confirmation is a follow-up"
        yield Concern("not_oral", "oral", words)
    if prescription.schedule is not DeaSchedule.CII:
        return
    if prescription.conveyance is Conveyance.FAX:
        words = "the signed original must be shown to the pharmacist before the drug is handed out"
        yield Concern("fax_needs_original", "conveyance", words, "21 CFR 1306.11(a)", Gravity.WARNING)
    if prescription.conveyance is Conveyance.ORAL:
        yield from _emergency(prescription.oral, prescription.days_supply, policy)


def _emergency(order: OralOrder | None, days: int | None, policy: PrescriptionPolicy) -> Iterator[Concern]:
    if order is None:
        yield Concern("oral_unexplained", "oral", "schedule II by phone is for emergencies only: say which", _ORAL)
        return
    conditions = {
        "immediate_need": "the patient must need the drug at once",
        "no_alternative": "no other treatment may be available",
        "writing_impossible": "a written prescription must not be possible in time",
    }
    for name, words in conditions.items():
        if not getattr(order, name):
            yield Concern("not_an_emergency", f"oral.{name}", f"{words}: this is not stated", _EMERGENCY)
    limit = policy.emergency_days
    if limit and days and days > limit.value:
        words = f"an emergency order by phone may last {limit.value} days at most"
        yield Concern("emergency_too_long", "days_supply", words, limit.source)


def _follow_up(prescription: PaperPrescription, policy: PrescriptionPolicy) -> Iterator[Concern]:
    told: FollowUp | None = prescription.follow_up
    if told is None:
        return
    source = policy.follow_up_within.source
    if not told.authorization_on_face:
        words = "'Authorization for Emergency Dispensing' and the date of the phone order must stand on the face"
        yield Concern("authorization_missing", "follow_up.authorization_on_face", words, source)
    if told.delivered_at and told.delivered_at < told.oral_order_at:
        words = "the pharmacy had the written prescription before the phone order that it confirms"
        yield Concern("follow_up_early", "follow_up.delivered_at", words)
    if told.delivered_at and told.delivered_at > told.oral_order_at + policy.follow_up_within.value:
        words = "the pharmacy had the written prescription too late after the phone order"
        yield Concern("follow_up_late", "follow_up.delivered_at", words, source)


def _reason(prescription: PaperPrescription, policy: PrescriptionPolicy) -> Iterator[Concern]:
    reason = prescription.paper_reason
    if reason is None and policy.reason_required:
        words = "say why it was not sent electronically; the chart must show it"
        yield Concern("paper_reason", "paper_reason", words, _REASON)
    if reason is PaperReason.OTHER and not prescription.paper_note:
        yield Concern("paper_note", "paper_note", "another reason needs words", _REASON)


def _harm_delay(prescription: PaperPrescription, policy: PrescriptionPolicy) -> Iterator[Concern]:
    limit, days = policy.harm_delay_days, prescription.days_supply
    for_harm = prescription.paper_reason is PaperReason.PATIENT_HARM_DELAY
    if limit is None or not for_harm or not _may_be_controlled(prescription):
        return
    if days is None or days > limit.value:
        code = "days_unknown" if days is None else "too_many_days"
        yield Concern(code, "days_supply", f"may last {limit.value} days at most", limit.source)


def _failed(prescription: PaperPrescription, policy: PrescriptionPolicy) -> Iterator[Concern]:
    failure = prescription.failed_transmission
    if failure is None:
        return
    if failure.reported_by is None:
        words = "may be printed only after the intermediary or the pharmacy reported that it did not arrive"
        yield Concern("failure_not_reported", "failed_transmission.reported_by", words, _FAILED)
    if not failure.statement_on_face:
        words = "must say that it was sent electronically, to which pharmacy and when, and that this failed"
        yield Concern("failure_statement", "failed_transmission.statement_on_face", words, _FAILED)


def _pad(prescription: PaperPrescription, policy: PrescriptionPolicy) -> Iterator[Concern]:
    on_pad = prescription.conveyance is not Conveyance.ORAL and prescription.failed_transmission is None
    if on_pad and policy.control_number_required and prescription.control_number is None:
        words = "the control number of the pad's sheet is missing"
        yield Concern("control_number", "control_number", words, gravity=Gravity.WARNING)


_CHECKS: tuple[_Check, ...] = (
    _content,
    _full_name,
    _signature,
    _registration,
    _refills,
    _medical_need,
    _by_phone_or_fax,
    _follow_up,
    _reason,
    _harm_delay,
    _failed,
    _pad,
)
