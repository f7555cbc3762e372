"""What happens to the paper of a downtime: sheets go out, come back, are voided or missing, and are decided on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from attrs import define

from downtimekit.errors import Reason
from downtimekit.models.capture import Capture, DoubtsOverruled, ReviewCode
from downtimekit.models.facts import (
    CaptureRefused,
    CaptureTaken,
    Fact,
    FormAccounted,
    FormsIssued,
    IdentityConfirmed,
    SettledByHand,
)
from downtimekit.models.paper import IssuedForm, SheetState
from downtimekit.models.people import Staff
from downtimekit.models.reading import read
from downtimekit.playbooks import Standing
from downtimekit.ports import Entry
from downtimekit.runtime.handle import Handle


@define
class PaperTrail(Handle):
    """The commands about the paper of one downtime."""

    def issue(self, forms: Iterable[IssuedForm], *, by: Staff, command: str | None = None) -> Sequence[Entry]:
        """Record numbered forms before they are printed, or those that were printed before there was a downtime.

        Raises:
            Refused: a number was issued before, or the downtime is closed.
            CommandReused: the command issued other forms before.
        """
        fact = self._issued(forms)

        def reasons(standing: Standing) -> Iterator[Reason]:
            numbers = [form.serial for form in fact.forms]
            again = sorted({number for number in numbers if number in standing.sheets or numbers.count(number) > 1})
            if again:
                yield Reason("serial_used", f"numbers were issued before: {', '.join(again)}", "take new numbers")

        return self._write(fact, unless=reasons, by=by, command=command) if fact.forms else ()

    def reprint(self, forms: Iterable[IssuedForm], *, by: Staff, command: str | None = None) -> Sequence[Entry]:
        """Record that sheets are printed again, before they are: the same numbers, each with its next copy number.

        A sheet that was missing is out again. What is counted is the number, however often it was printed.

        Args:
            forms: as `forms.issued` says of what `forms.reprinted` returned.
            by: who prints them.
            command: an id under which it is done only once.

        Raises:
            Refused: a sheet was never issued, came back, was voided, is another patient's or form's now, is printed
                for another downtime than before, or its copy number is not the next one; or the downtime is closed.
            CommandReused: the command recorded other sheets before.
        """
        fact = self._issued(forms)

        def reasons(standing: Standing) -> Iterator[Reason]:
            for form in fact.forms:
                yield from _not_to_reprint(form, standing)

        return self._write(fact, unless=reasons, by=by, command=command) if fact.forms else ()

    def returned(self, serial: str, *, where: str, by: Staff, command: str | None = None) -> Sequence[Entry]:
        """Record that a sheet came back which nobody types in, such as a role card or a log, and where it is filed.

        Raises:
            Refused: the form is not out, or must be typed in; or the downtime is closed.
            InvalidInput: it does not say where.
            CommandReused: the command accounted for something else before.
        """

        def reasons(standing: Standing) -> Iterator[Reason]:
            if (form := standing.forms.get(serial)) and form.keyed:
                yield Reason("sheet_is_keyed", f"what stands on form {serial} must come into the chart", "type it in")

        return self._account(serial, SheetState.RETURNED, where, by=by, command=command, unless=reasons)

    def void(self, serial: str, *, reason: str, by: Staff, command: str | None = None) -> Sequence[Entry]:
        """Record that a form was not used.

        Raises:
            Refused: the form is not out, or the downtime is closed.
            InvalidInput: there is no reason.
            CommandReused: the command accounted for something else before.
        """
        return self._account(serial, SheetState.VOIDED, reason, by=by, command=command)

    def missing(self, serial: str, *, reason: str, by: Staff, command: str | None = None) -> Sequence[Entry]:
        """Record that a form cannot be found.

        Raises:
            Refused: the form is not out, or the downtime is closed.
            InvalidInput: there is no reason.
            CommandReused: the command accounted for something else before.
        """
        return self._account(serial, SheetState.MISSING, reason, by=by, command=command)

    def _account(
        self,
        serial: str,
        state: SheetState,
        reason: str,
        *,
        by: Staff,
        command: str | None,
        unless: Callable[[Standing], Iterable[Reason]] = lambda _: (),
    ) -> Sequence[Entry]:
        def reasons(standing: Standing) -> Iterator[Reason]:
            found = standing.sheets.get(serial)
            if found is not SheetState.OUT:
                yield Reason("sheet_not_out", f"form {serial} {f'is {found}' if found else 'was never issued'}")
            yield from unless(standing)

        told = {"serial": serial, "state": state, "reason": reason}
        return self._write(read(FormAccounted, told, source="account"), unless=reasons, by=by, command=command)

    def take_in(
        self,
        captures: Iterable[Capture],
        *,
        refused: Iterable[CaptureRefused] = (),
        by: Staff,
        command: str | None = None,
    ) -> Sequence[Entry]:
        """Record sheets that were keyed, and those keyed with faults; what is known already is not taken again.

        Raises:
            Refused: a capture of that id is known and says something else, or the downtime is closed.
            CommandReused: the command took in other sheets before.
        """
        offered = tuple(captures)
        faulty = {refusal.capture: refusal for refusal in refused}

        def facts(standing: Standing, _: datetime) -> Sequence[Fact]:
            self._check("take_in", _changed(offered, standing), standing)
            new = {capture.id: capture for capture in offered if capture.id not in standing.captures}
            known = (standing.captures, new, standing.refused)
            fresh = (refusal for id_, refusal in faulty.items() if not any(id_ in there for there in known))
            return [*(CaptureTaken(capture=capture) for capture in new.values()), *fresh]

        def same(facts: Sequence[Fact]) -> bool:
            wrote = {fact.capture.id for fact in facts if isinstance(fact, CaptureTaken)}
            ids = {capture.id for capture in offered}
            return wrote <= ids <= self.standing.captures.keys()

        return self.commit(facts, by=by, command=command, same=same)

    def confirm_identity(
        self, capture: str, *, mrn: str, reason: str, by: Staff, command: str | None = None
    ) -> Sequence[Entry]:
        """Record whose a sheet is, as a person decided, and why.

        Raises:
            Refused: there is no such capture, or the downtime is closed.
            InvalidInput: the number is none, or there is no reason.
            CommandReused: the command decided on something else before.
        """

        def reasons(standing: Standing) -> Iterator[Reason]:
            if capture not in standing.captures:
                yield Reason("capture_unknown", f"no sheet was taken in as {capture}")

        told = {"capture": capture, "mrn": mrn, "reason": reason}
        fact = read(IdentityConfirmed, told, source="confirm_identity")
        return self._write(fact, unless=reasons, by=by, command=command)

    def overrule(
        self, capture: str, codes: Iterable[ReviewCode], *, reason: str, by: Staff, command: str | None = None
    ) -> Sequence[Entry]:
        """Record that a sheet is right as it stands, although a plan doubted it; the next plan enters it.

        Whose a sheet is, is confirmed with `confirm_identity`; what contradicts itself or something final is typed in
        again, or dealt with in the chart: see `downtimekit.models.capture.OVERRULABLE`.

        Args:
            capture: the sheet.
            codes: the doubts that a person looked at.
            reason: why it is right.
            by: who looked.
            command: an id under which it is done only once.

        Raises:
            Refused: there is no such capture, or the downtime is closed.
            InvalidInput: a doubt cannot be overruled, or there is no reason.
            CommandReused: the command decided on something else before.
        """

        def reasons(standing: Standing) -> Iterator[Reason]:
            if capture not in standing.captures:
                yield Reason("capture_unknown", f"no sheet was taken in as {capture}")

        told = {"capture": capture, "codes": tuple(codes), "reason": reason}
        return self._write(read(DoubtsOverruled, told, source="overrule"), unless=reasons, by=by, command=command)

    def settle_by_hand(self, capture: str, *, reason: str, by: Staff, command: str | None = None) -> Sequence[Entry]:
        """Record that a person dealt with a sheet outside the back-fill, and how: by an addendum in the chart, say.

        Raises:
            Refused: there is no such capture, it is in the chart already, or the downtime is closed.
            InvalidInput: there is no reason.
            CommandReused: the command settled something else before.
        """

        def reasons(standing: Standing) -> Iterator[Reason]:
            if capture not in {known.id for known in standing.open_captures()}:
                yield Reason("capture_not_open", f"no sheet waits that was taken in as {capture}")

        fact = read(SettledByHand, {"capture": capture, "reason": reason}, source="settle_by_hand")
        return self._write(fact, unless=reasons, by=by, command=command)

    def _issued(self, forms: Iterable[IssuedForm]) -> FormsIssued:
        """Return that forms are issued; under which id they were printed is said where it is not the downtime's own."""
        own = {"printed_for": None}
        return FormsIssued(
            forms=tuple(form.model_copy(update=own) if form.printed_for == self.id else form for form in forms)
        )

    def _write(
        self, fact: Fact, *, unless: Callable[[Standing], Iterable[Reason]], by: Staff, command: str | None
    ) -> Sequence[Entry]:
        """Write one fact about the paper, unless something stands against it."""

        def facts(standing: Standing, _: datetime) -> Sequence[Fact]:
            self._check(fact.kind, unless(standing), standing)
            return [fact]

        return self.commit(facts, by=by, command=command, same=lambda facts: list(facts) == [fact])

    def _check(self, what: str, reasons: Iterable[Reason], standing: Standing) -> None:
        """Refuse what stands against a change to the paper; a closed downtime is in balance and stays so."""
        words = "the downtime is closed, and its paper is in balance"
        found = [*([Reason("closed", words, "enter it by hand")] if standing.is_over else []), *reasons]
        if found:
            self._refuse(what, found, standing)


def _not_to_reprint(form: IssuedForm, standing: Standing) -> Iterator[Reason]:
    """Yield why a sheet cannot be printed again."""
    known, state = standing.forms.get(form.serial), standing.sheets.get(form.serial)
    if known is None:
        yield Reason("sheet_not_out", f"form {form.serial} was never issued", "issue it")
    elif state not in (SheetState.OUT, SheetState.MISSING):
        yield Reason("sheet_not_out", f"form {form.serial} is {state}", "take a new number")
    elif form.copy_number != known.copy_number + 1:
        words = f"form {form.serial} was printed {known.copy_number} times, and this would be copy {form.copy_number}"
        yield Reason("copy_not_next", words, f"print copy {known.copy_number + 1}")
    elif form.model_copy(update={"copy_number": known.copy_number}) != known:
        yield Reason("sheet_changed", f"form {form.serial} was issued for something else", "take a new number")


def _changed(offered: Iterable[Capture], standing: Standing) -> Iterator[Reason]:
    """Yield a reason for each capture whose id another keying has; the time of keying may differ."""
    now: dict[str, Capture] = {}
    for capture in offered:
        first = standing.captures.get(capture.id) or now.setdefault(capture.id, capture)
        if first.model_copy(update={"recorded_at": capture.recorded_at}) != capture:
            yield Reason(
                "capture_changed",
                f"sheet {capture.serial or capture.id} was taken in as {capture.id} before, and said something else",
                "give the new keying an id of its own, and name the one that it replaces",
            )
