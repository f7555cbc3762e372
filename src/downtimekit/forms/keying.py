"""What a clerk types from a sheet becomes a capture; what is wrong with it is said all at once."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from downtimekit.errors import Fault, InvalidInput
from downtimekit.forms.answers import answer_faults, without_blanks
from downtimekit.forms.library import LIBRARY
from downtimekit.forms.serials import check_serial
from downtimekit.models.capture import Capture, RecordKind
from downtimekit.models.forms import FormDefinition
from downtimekit.models.paper import IssuedForm
from downtimekit.models.reading import read

# pydantic puts the kind of record into the path of a fault; the sheet has no such level
_TAG = re.compile(rf"^content\.({'|'.join(RecordKind)})(?=[.\[]|$)")


def keying_id(keyed: Mapping[str, object]) -> str:
    """Return the id of a keying: its own, or one that is made from what was typed.

    The same keying has the same id however often it is taken in, also where it is refused.
    """
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
    forms: Mapping[str, FormDefinition] = LIBRARY,
) -> Capture:
    """Read one keyed sheet.

    Args:
        keyed: the sheet as parsed JSON. Its serial says which form it is; what was left blank may be left
            out, or be empty.
        issued: every sheet that was handed out, by serial.
        source: what was read, for the error.
        forms: the definitions that sheets were printed from, by key.

    Raises:
        InvalidInput: with every fault of the sheet and of what was typed; it holds nothing of the patient.
    """
    if not isinstance(keyed, Mapping):
        raise InvalidInput(source, [Fault("", "is not a keyed sheet")])
    sheet = _recognise(keyed.get("serial"), issued, forms)
    typed = without_blanks(keyed)
    typed["id"] = keying_id(keyed)
    told = list(sheet.faults)
    if sheet.form is not None:
        content = typed.get("content", {})
        told += _content_faults(content, sheet.form)
        typed["serial"] = sheet.serial
        typed["content"] = _tagged(content, sheet.form)
    try:
        capture = read(Capture, typed, source=source)
    except InvalidInput as error:
        raise InvalidInput(source, [*told, *_untold(error.faults, told)]) from None
    if told:
        raise InvalidInput(source, told)
    return capture


@frozen
class _Recognised:
    """Which sheet a serial names; without a form, why it names none."""

    serial: str | None = None
    form: FormDefinition | None = None
    faults: tuple[Fault, ...] = ()


def _recognise(typed: object, issued: Mapping[str, IssuedForm], forms: Mapping[str, FormDefinition]) -> _Recognised:
    if not isinstance(typed, str) or not typed.strip():
        return _unrecognised("is missing: type the number from the top of the sheet")
    try:
        serial = check_serial(typed)
    except InvalidInput as error:
        return _Recognised(faults=error.faults)
    if serial not in issued:
        return _unrecognised("no sheet with this number was handed out")
    form = forms.get(issued[serial].form)
    if form is None:
        return _unrecognised(f"is on a form that is not known here: {issued[serial].form}")
    return _Recognised(serial, form)


def _unrecognised(words: str) -> _Recognised:
    return _Recognised(faults=(Fault("serial", words),))


def _content_faults(content: object, form: FormDefinition) -> Iterator[Fault]:
    if not isinstance(content, Mapping):
        yield Fault("content", "is not a set of answers")
        return
    if content.get("record", form.record) != form.record:
        yield Fault("content.record", f"the number is that of another form: {form.title}")
    yield from answer_faults(content, form)


def _tagged(content: object, form: FormDefinition) -> object:
    return {**content, "record": form.record.value} if isinstance(content, Mapping) else content


def _untold(found: Sequence[Fault], told: Sequence[Fault]) -> Iterator[Fault]:
    """Yield what the models find beyond what the form found."""
    paths = {fault.path for fault in told}
    if any(path == "serial" or path.startswith("content") for path in paths):
        paths.add("content")  # without a form nobody knows what it should be; with faults inside it is told already
    for fault in found:
        path = _TAG.sub("content", fault.path)
        if path not in paths:
            yield Fault(path, fault.words)
