"""What a clerk types from a sheet becomes a capture; what is wrong with it is said all at once."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import frozen

from downtimekit.errors import Fault, InvalidInput
from downtimekit.forms.answers import answer_faults, not_asked_for, plain_answers, without_blanks
from downtimekit.forms.doing import doing_of
from downtimekit.forms.form_book import FormBook
from downtimekit.forms.library import LIBRARY
from downtimekit.forms.nesting import identity_apart, side_by_side, within_each_other
from downtimekit.forms.serials import check_serial
from downtimekit.forms.wall_times import WallClock
from downtimekit.models.capture import Capture, RecordKind, ReviewCode
from downtimekit.models.forms import FormDefinition
from downtimekit.models.paper import IssuedForm
from downtimekit.models.plain import NOT_PLAIN, is_plain
from downtimekit.models.reading import read

# pydantic puts the kind of record into the path of a fault; the sheet has no such level
_TAG = re.compile(rf"^content\.({'|'.join(RecordKind)})(?=[.\[]|$)")

_NOT_TYPED = frozenset({ReviewCode.ILLEGIBLE.value, ReviewCode.MISSING_REQUIRED.value, ReviewCode.MARK_UNCLEAR.value})

SHIPPED = FormBook.of(*LIBRARY.values())
"""The forms that come with the library; a site publishes its own beside them: ``SHIPPED.publish(ours)``."""


def keying_id(keyed: Mapping[str, object]) -> str:
    """Return the id of a keying: its own, or one that is made from what was typed.

    The same keying has the same id however often it is taken in, also where it is refused.

    Raises:
        InvalidInput: it holds what nobody can type.
    """
    _refuse_odd(keyed, "keyed sheet")
    own = keyed.get("id")
    if isinstance(own, str) and own.strip():
        return own.strip()
    typed = {name: value for name, value in keyed.items() if name != "id"}
    text = json.dumps(typed, sort_keys=True, default=str)
    return f"keyed-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def read_keyed(
    keyed: Mapping[str, object],
    *,
    issued: Mapping[str, IssuedForm],
    source: str,
    forms: FormBook = SHIPPED,
    zone: str | None = None,
) -> Capture:
    """Read one keyed sheet, by the definition that it was printed from.

    What stands where the form asks for nothing is kept, and is in doubt: a person looks which answer is meant. An
    answer that the form needs may be left out where the sheet's own doubts say that it is illegible, or is missing.

    Args:
        keyed: the sheet as parsed JSON. Its serial says which form it is; what was left blank may be left
            out, or be empty.
        issued: every sheet that was handed out, by serial.
        source: what was read, for the error.
        forms: the definitions that sheets were printed from, in all their versions.
        zone: where the clock hung by which the sheet was written, such as `Downtime.zone`: a time without an offset is
            read by it. One that the clock jumped over, or showed twice, is in doubt. Without a zone every time needs
            its offset.

    Raises:
        InvalidInput: with every fault of the sheet and of what was typed; it holds nothing of the patient.
    """
    if not isinstance(keyed, Mapping):
        raise InvalidInput(source, [Fault("", "is not a keyed sheet")])
    _refuse_odd(keyed, source)
    sheet = _recognise(keyed.get("serial"), issued, forms)
    typed = without_blanks(keyed)
    typed["id"] = keying_id(keyed)
    clock = WallClock(zone) if zone is not None else None
    typed = clock.clocks(typed) if clock else typed
    told = list(sheet.faults)
    if sheet.form is not None:
        content = typed.get("content", {})
        if isinstance(content, Mapping):
            content = side_by_side(content, sheet.form, identity=typed.get("patient"))
            content = clock.answers(content, sheet.form) if clock else content
        told += _inexcusable(_content_faults(content, sheet.form), content, typed.get("doubts"))
        if isinstance(content, Mapping):
            typed = {**doing_of(sheet.form, content), **typed}
            identity, content = identity_apart(content)
            typed |= {"patient": identity} if identity else {}
        typed["serial"] = sheet.serial
        typed["content"] = _tagged(content, sheet.form, checked=not told)
        typed["doubts"] = _with_doubts(typed.get("doubts", []), content, sheet.form, clock)
    try:
        capture = read(Capture, typed, source=source)
    except InvalidInput as error:
        raise InvalidInput(source, [*told, *_untold(error.faults, told)]) from None
    if told:
        raise InvalidInput(source, told)
    return capture


def _refuse_odd(keyed: Mapping[str, object], source: str) -> None:
    if not is_plain(keyed):
        raise InvalidInput(source, [Fault("", NOT_PLAIN)])


@frozen
class _Recognised:
    """Which sheet a serial names; without a form, why it names none."""

    serial: str | None = None
    form: FormDefinition | None = None
    faults: tuple[Fault, ...] = ()


def _recognise(typed: object, issued: Mapping[str, IssuedForm], forms: FormBook) -> _Recognised:
    if not isinstance(typed, str) or not typed.strip():
        return _unrecognised("is missing: type the number from the top of the sheet")
    try:
        serial = check_serial(typed)
    except InvalidInput as error:
        return _Recognised(faults=error.faults)
    if serial not in issued:
        return _unrecognised("no sheet with this number was handed out")
    form = forms.printed_from(issued[serial].form_digest)
    if form is None:
        known = "a version of a form" if issued[serial].form in forms else "a form"
        return _unrecognised(f"is on {known} that is not known here: {issued[serial].form}")
    if form.record is None:
        return _unrecognised(f"is on paper that is not typed in ({form.title}): only note that it came back")
    return _Recognised(serial, form)


def _unrecognised(words: str) -> _Recognised:
    return _Recognised(faults=(Fault("serial", words),))


def _content_faults(content: object, form: FormDefinition) -> Iterator[Fault]:
    if not isinstance(content, Mapping):
        yield Fault("content", "is not a set of answers")
        return
    if form.record is not RecordKind.FORM and content.get("record", form.record) != form.record:
        yield Fault("content.record", f"the number is that of another form: {form.title}")
    yield from answer_faults(content, form)


def _inexcusable(faults: Iterable[Fault], content: object, doubts: object) -> Iterator[Fault]:
    """Yield the faults without those of answers that the clerk says cannot be read, or are not on the sheet.

    Such a sheet is taken in with the doubt, so that a person looks at it; what a record cannot be without is refused.
    """
    said = [doubt for doubt in doubts if isinstance(doubt, Mapping)] if isinstance(doubts, list) else []
    told = [doubt.get("fields") for doubt in said if doubt.get("code") in _NOT_TYPED]
    excused = {name for fields in told if isinstance(fields, list | tuple) for name in fields}
    left_out = {f"content.{name}" for name in excused if isinstance(content, Mapping) and name not in content}
    yield from (fault for fault in faults if fault.path not in left_out)


def _tagged(content: object, form: FormDefinition, *, checked: bool) -> object:
    """Return answers as the content of a capture; those to a site's own form stand in it as they are understood."""
    if not isinstance(content, Mapping):
        return content
    if form.record is RecordKind.FORM:
        answers = plain_answers(content, form) if checked else {}
        return {
            "record": RecordKind.FORM.value,
            "form": form.key,
            "version": form.version,
            "form_digest": form.digest,
            "answers": answers,
        }
    return {**within_each_other(content), "record": form.record}


def _with_doubts(doubts: object, content: object, form: FormDefinition, clock: WallClock | None) -> object:
    if not isinstance(doubts, list) or not isinstance(content, Mapping):
        return doubts
    doubts = [*doubts, *(clock.told() if clock else [])]
    fields = [path.removeprefix("content.") for path in not_asked_for(content, form)]
    return [*doubts, {"code": ReviewCode.ANSWER_NOT_ASKED_FOR.value, "fields": fields}] if fields else doubts


def _untold(found: Sequence[Fault], told: Sequence[Fault]) -> Iterator[Fault]:
    """Yield what the models find beyond what the form found."""
    paths = {_flat(fault.path) for fault in told}
    if any(path == "serial" or path.startswith("content") for path in paths):
        paths.add("content")  # without a form nobody knows what it should be; with faults inside it is told already
    for fault in found:
        path = _TAG.sub("content", fault.path)
        if _flat(path) not in paths:
            yield Fault(path, fault.words)


def _flat(path: str) -> str:
    """Return a path as the key of a field has it, which counts the parts of a list with a point before."""
    return path.replace("[", ".").replace("]", "")
