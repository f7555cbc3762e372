"""Do the pads and the prescriptions agree? Every sheet with a prescription on it, every prescription from a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from downtimekit.models.concern import Concern, Gravity
from downtimekit.models.prescriptions.pad import Pad, PadState
from downtimekit.models.prescriptions.paper import PaperPrescription

_UNWRITTEN = {
    PadState.STORED: "stands in the book as a sheet that was never taken out",
    PadState.OUT: "stands in the book as a sheet that is out: write down that it is used",
    PadState.VOIDED: "stands in the book as a sheet that was voided",
    PadState.MISSING: "stands in the book as a sheet that is missing",
}


def check_pad_use(pads: Sequence[Pad], *, prescriptions: Sequence[PaperPrescription]) -> tuple[Concern, ...]:
    """Return every number on which the books of the pads and the prescriptions written meanwhile do not agree.

    Args:
        pads: every pad of the clinic, with its book.
        prescriptions: all that were written on paper; one without a control number came from no pad.

    Returns:
        Concerns under ``pads[0].control_numbers[3]`` or ``prescriptions[2].control_number``; no number is told.
    """
    return (*_on_two_pads(pads), *_on_prescriptions(pads, prescriptions), *_without_one(pads, prescriptions))


def _on_two_pads(pads: Sequence[Pad]) -> Iterator[Concern]:
    seen: dict[str, int] = {}
    for place, pad in enumerate(pads):
        for number, control_number in enumerate(pad.control_numbers):
            if seen.setdefault(control_number, place) != place:
                words = f"stands on a sheet of pads[{seen[control_number]}] too: one is written down wrong, or forged"
                yield Concern("number_twice", f"pads[{place}].control_numbers[{number}]", words)


def _on_prescriptions(pads: Sequence[Pad], prescriptions: Sequence[PaperPrescription]) -> Iterator[Concern]:
    states = {number: state for pad in pads for number, state in pad.states().items()}
    seen: dict[str, int] = {}
    for place, prescription in enumerate(prescriptions):
        number, path = prescription.control_number, f"prescriptions[{place}].control_number"
        if number is None:
            continue
        if seen.setdefault(number, place) != place:
            words = f"stands on prescriptions[{seen[number]}] too: one sheet holds one prescription"
            yield Concern("sheet_twice", path, words)
        yield from _on_sheet(states.get(number), path)


def _on_sheet(state: PadState | None, path: str) -> Iterator[Concern]:
    if state is None:
        yield Concern("unknown_sheet", path, "is not a number of any of these pads")
    elif state in _UNWRITTEN:
        gravity = Gravity.WARNING if state is PadState.OUT else Gravity.FAULT
        yield Concern("sheet_not_used", path, _UNWRITTEN[state], gravity=gravity)


def _without_one(pads: Sequence[Pad], prescriptions: Sequence[PaperPrescription]) -> Iterator[Concern]:
    written = {prescription.control_number for prescription in prescriptions}
    for place, pad in enumerate(pads):
        states = pad.states()
        for number, control_number in enumerate(pad.control_numbers):
            if states[control_number] is PadState.USED and control_number not in written:
                words = "was used, and no prescription with its number has come back"
                yield Concern("prescription_missing", f"pads[{place}].control_numbers[{number}]", words)
