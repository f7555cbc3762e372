"""A message as it is read: its segments, what nobody read of them, and what is doubtful about the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from downtimekit.errors import Fault, InvalidInput
from downtimekit.interop.hl7v2.charset import decoded
from downtimekit.interop.hl7v2.separators import SOURCE
from downtimekit.interop.hl7v2.trail import Field, Segment
from downtimekit.interop.hl7v2.wire import tokenize
from downtimekit.models.concern import Concern, Gravity
from downtimekit.models.reading import faults_of

Found = TypeVar("Found")
Value = TypeVar("Value")
Model = TypeVar("Model", bound=BaseModel)


class Message:
    """One message that is being read.

    Attributes:
        zone: where the sender's clock hangs, as an IANA name; asked only for times that carry no offset.
        mrn_issuer: whose medical record numbers count; empty where there is only one issuer.
        segments: all of them, in order.
        concerns: what was found to be doubtful so far.
    """

    def __init__(self, message: bytes | str, *, zone: str, mrn_issuer: str = "") -> None:
        text, concerns = decoded(message) if isinstance(message, bytes) else (message, [])
        wire = tokenize(text)
        self.zone = zone
        self.mrn_issuer = mrn_issuer
        self.concerns: list[Concern] = [*concerns, *wire.concerns]
        self._lost = [*(concern.path for concern in concerns), *wire.losses]
        turns: dict[str, int] = {}
        segments = []
        for name, fields in wire.segments:
            turns[name] = turns.get(name, 0) + 1
            segments.append(Segment(name, fields, number=turns[name], separators=wire.separators))
        self.segments: Sequence[Segment] = segments
        self._separators = wire.separators

    def first(self, name: str) -> Segment:
        """Return the first segment of a name, or an empty one."""
        return self.of(name, self.segments)

    def all(self, name: str) -> Sequence[Segment]:
        """Return every segment of a name."""
        return tuple(segment for segment in self.segments if segment.name == name)

    def of(self, name: str, run: Sequence[Segment]) -> Segment:
        """Return the first segment of a name in a run of segments, or an empty one."""
        found = next((segment for segment in run if segment.name == name), None)
        return found or Segment(name, (), number=1, separators=self._separators)

    def runs(self) -> Iterator[Sequence[Segment]]:
        """Yield each order with all that belongs to it: ORC, OBR and what follows, up to the next ORC or OBR.

        ORC may be missing before OBR, as it is in results of older systems. With another patient or visit there begins
        what is not about this one, such as earlier results; it is left out, and told.
        """
        run: list[Segment] = []
        for segment in self.segments:
            if run and segment.name in ("PID", "PV1"):
                self.doubt(
                    "another_patient", segment.path, "begins about something else; it was left out", Gravity.FAULT
                )
                break
            if run and _begins_another(segment, run):
                yield run
                run = []
            if run or segment.name in ("ORC", "OBR"):
                run.append(segment)
        if run:
            yield run

    def doubt(self, code: str, path: str, words: str, gravity: Gravity = Gravity.WARNING) -> None:
        """Note something that a person should look at; the words never hold what stands there."""
        self.concerns.append(Concern(code, path, words, gravity=gravity))

    def lose(self, path: str) -> None:
        """Note that something which was read could not be kept whole."""
        self._lost.append(path)

    def checked(self, field: Field, check: Callable[[str], Value], component: int = 1) -> Value | None:
        """Read a component as a model's own type; None, and told, where that does not take it."""
        value = self.fitting(field.peek(component).strip(), check, path=field.path)
        if value is not None:
            field.text(component)
        return value

    def word(self, field: Field, words: Mapping[str, Value], component: int = 1) -> Value | None:
        """Read a word of a table; None, and told, where it is not in there."""
        written = field.peek(component).strip().upper()
        if not written:
            return None
        if written not in words:
            self.doubt("word_not_known", field.path, "is not a word that is known here")
            return None
        field.text(component)
        return words[written]

    def fitting(self, found: Found, check: Callable[[Found], Value], *, path: str) -> Value | None:
        """Return what was found as a model's own type; None for nothing, and, told, for what does not fit."""
        if not found:
            return None
        try:
            return check(found)
        except ValidationError as error:
            self.doubt("not_valid", path, faults_of(error)[0].words)
            return None

    def agreed(self, fields: Iterable[Field], reader: Callable[[Field, Message], Value | None]) -> Value | None:
        """Read what stands in several places; the first that says it counts, and one that differs is told."""
        agreed: Value | None = None
        for field in fields:
            value = reader(field, self)
            if agreed is None:
                agreed = value
            elif value is not None and value != agreed:
                self.doubt("places_differ", field.path, "differs from what another place says, which counts")
                self.lose(field.path)
        return agreed

    def losses(self) -> tuple[str, ...]:
        """Return the path of everything that has content and no place in what was read."""
        left = (path for segment in self.segments for path in segment.leftovers())
        return tuple(dict.fromkeys((*self._lost, *left)))


def _begins_another(segment: Segment, run: Sequence[Segment]) -> bool:
    return segment.name == "ORC" or (segment.name == "OBR" and any(part.name == "OBR" for part in run))


def built(model: type[Model], values: Mapping[str, object], *, paths: Mapping[str, str]) -> Model:
    """Build a model from what was read.

    Args:
        model: the model.
        values: its fields; those that are None are left out.
        paths: where each field stands on the wire, for the faults.

    Raises:
        InvalidInput: something that the model cannot do without is missing, or does not fit together.
    """
    try:
        return model.model_validate({name: value for name, value in values.items() if value is not None})
    except ValidationError as error:
        faults = [_on_the_wire(fault, paths) for fault in faults_of(error)]
    # Raised here and not where pydantic failed: its error holds the input, and would stay in our context.
    raise InvalidInput(SOURCE, faults)


def _on_the_wire(fault: Fault, paths: Mapping[str, str]) -> Fault:
    field = fault.path.partition(".")[0].partition("[")[0]
    return Fault(paths.get(field, field), fault.words)
