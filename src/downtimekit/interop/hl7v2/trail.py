"""Reading that leaves a trail: whatever nobody asked for is told at the end, by its path and never by its value.

A path is written as interface people write it: ``PID-9`` a field, ``PID-5.3`` a component, ``PID-3[2]`` the second
repetition, ``OBX[4]-8`` a field of the fourth OBX, ``ZPI`` a whole segment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from downtimekit.interop.hl7v2.escapes import unescape
from downtimekit.interop.hl7v2.separators import Separators
from downtimekit.interop.hl7v2.wire import NULL


class Field:
    """One repetition of a field."""

    __slots__ = ("_name", "_raw", "_read", "_separators", "_split", "_taken", "_turn")

    def __init__(self, raw: str, separators: Separators, name: tuple[str, int], turn: int) -> None:
        self._raw = raw
        self._separators = separators
        self._name = name
        self._turn = turn
        self._split: Sequence[str] | None = None
        self._read: set[tuple[int, int]] = set()
        self._taken = False

    def __bool__(self) -> bool:
        """Say whether anything stands in it; a `NULL` is something."""
        return bool(self._raw.strip(self._separators.blank))

    @property
    def path(self) -> str:
        """Where it stands."""
        segment, number = self._name
        return f"{segment}-{number}[{self._turn}]" if self._turn > 1 else f"{segment}-{number}"

    def peek(self, component: int = 1, part: int = 1) -> str:
        """Return what stands there, without counting it as read; empty for nothing and for `NULL`."""
        raw = self._raw
        if not raw:
            return ""
        if self._separators.component in raw:
            components = self._components()
            raw = components[component - 1] if component <= len(components) else ""
        elif component > 1:
            return ""
        if self._separators.subcomponent and self._separators.subcomponent in raw:
            parts = raw.split(self._separators.subcomponent)
            raw = parts[part - 1] if part <= len(parts) else ""
        elif part > 1:
            return ""
        return "" if raw == NULL else unescape(raw, self._separators)

    def text(self, component: int = 1, part: int = 1) -> str:
        """Return what stands there, without the blanks around it, and count it as read."""
        found = self.peek(component, part).strip()
        if found:
            self._read.add((component, part))
        return found

    def whole(self) -> str:
        """Return the field as plain text, also where it holds separators, as text that was not escaped does.

        A field that is to be cleared has no text, and is not counted as read.
        """
        if self.is_to_be_cleared:
            return ""
        self._taken = True
        return unescape(self._raw, self._separators)

    def take(self, *components: int) -> None:
        """Count components as read, all of them where none is named: what they say is known without them."""
        if not components:
            self._taken = True
        for component in components if self._raw else ():
            self._read.update((component, part) for part in range(1, len(self._parts(component)) + 1))

    @property
    def is_read(self) -> bool:
        """Whether its first component was read."""
        return self._taken or (1, 1) in self._read

    @property
    def is_settled(self) -> bool:
        """Whether nothing of it can be left over; quickly told, and not for every such field."""
        return self._taken or not self._raw or (bool(self._read) and not self._separators.divide(self._raw))

    @property
    def is_to_be_cleared(self) -> bool:
        """Whether the receiver is told to clear this field; it does not count as read."""
        return self._raw == NULL

    def cleared(self) -> bool:
        """Say whether the receiver is told to clear this field, and count that as read."""
        self._taken = self._taken or self.is_to_be_cleared
        return self.is_to_be_cleared

    def leftovers(self) -> Iterator[str]:
        """Yield the path of everything that was not read."""
        if self._taken:
            return
        if not self._read:
            if self:
                yield self.path
            return
        for component in range(1, len(self._components()) + 1):
            for part, raw in enumerate(self._parts(component), start=1):
                if (component, part) not in self._read and raw.strip(self._separators.blank):
                    yield f"{self.path}.{component}" + (f".{part}" if part > 1 else "")

    def _components(self) -> Sequence[str]:
        if self._split is None:
            separator = self._separators.component
            self._split = self._raw.split(separator) if separator else [self._raw]
        return self._split

    def _parts(self, component: int) -> Sequence[str]:
        components = self._components()
        raw = components[component - 1] if component <= len(components) else ""
        return raw.split(self._separators.subcomponent) if self._separators.subcomponent else [raw]


class Segment:
    """One segment; also one that is not there, which is empty."""

    __slots__ = ("_fields", "_opened", "_separators", "name", "path")

    def __init__(self, name: str, fields: Sequence[str], *, number: int, separators: Separators) -> None:
        self.name = name
        self.path = name if number == 1 else f"{name}[{number}]"
        self._fields = fields
        self._separators = separators
        self._opened: dict[int, Sequence[Field]] = {}

    def __bool__(self) -> bool:
        """Say whether it is there."""
        return bool(self._fields)

    def field(self, number: int) -> Field:
        """Return the first repetition of a field."""
        return self.fields(number)[0]

    def fields(self, number: int) -> Sequence[Field]:
        """Return every repetition of a field, at least one."""
        opened = self._opened.get(number)
        if opened is None:
            raw = self._fields[number] if number < len(self._fields) else ""
            mark, name = self._separators.repetition, (self.path, number)
            each = raw.split(mark) if mark and mark in raw else (raw,)
            opened = [Field(part, self._separators, name, turn) for turn, part in enumerate(each, start=1)]
            self._opened[number] = opened
        return opened

    def begins(self, number: int, raw: str) -> bool:
        """Say whether a field begins with something, without opening it."""
        return number < len(self._fields) and self._fields[number].startswith(raw)

    def text(self, number: int) -> str:
        """Return the first component of a field."""
        return self.field(number).text()

    def take(self, *numbers: int) -> None:
        """Count whole fields as read: they say nothing that is not known without them, such as a running number."""
        for number in numbers:
            for field in self.fields(number):
                field.take()

    def leftovers(self) -> Iterator[str]:
        """Yield the path of everything that was not read; of the segment itself, where nothing of it was."""
        blank = self._separators.blank
        if not self._opened:
            if any(raw.strip(blank) for raw in self._fields[1:]):
                yield self.path
            return
        for number, raw in enumerate(self._fields):
            if not raw or number == 0:
                continue
            for field in self._opened.get(number, ()):
                if not field.is_settled:
                    yield from field.leftovers()
            if number not in self._opened and raw.strip(blank):
                yield f"{self.path}-{number}"
