"""Every error that leaves downtimekit, in one tree.

    DowntimekitError
    ├── InvalidInput          what was read is wrong; carries every fault with its path
    │   └── NewerDocument     it was written by a later release, which alone can read it
    ├── Refused               a signal was not accepted; carries every reason and what is allowed now
    ├── JournalError
    │   ├── VersionConflict   somebody else wrote first
    │   │   └── Overtaken     somebody else decided meanwhile; says what they did
    │   ├── CommandReused     a command id came back with other content
    │   └── JournalDamaged    the hash chain is broken
    ├── PortError             leaves a port: a notifier, a renderer, a back-fill target
    │   ├── Rejected          a final no; do not try again
    │   ├── Unreachable       nothing went out; trying again is safe
    │   └── OutcomeUnknown    it may have gone out; look before trying again
    └── UnknownName           asked for something by a name that is not registered

No message and no attribute of an error holds patient data or a credential.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from attrs import frozen


@frozen
class Fault:
    """One thing that is wrong with what was read: where, and in words a clerk understands."""

    path: str
    words: str

    def __str__(self) -> str:
        """Return ``path: words``."""
        return f"{self.path}: {self.words}" if self.path else self.words


@frozen
class Reason:
    """Why a signal was refused, and what would satisfy the rule that stands against it."""

    code: str
    words: str
    remedy: str = ""

    def __str__(self) -> str:
        """Return the words and, where there is one, the remedy."""
        return f"{self.words} ({self.remedy})" if self.remedy else self.words


class DowntimekitError(Exception):
    """The root: catch this to catch everything that downtimekit raises on purpose; it can be pickled."""

    def __reduce__(self) -> tuple[object, ...]:
        """Return how to make it again; `Exception` would ask its constructor, with its message for an argument."""
        return _again, (type(self), self.args), vars(self)


def _again(kind: type[DowntimekitError], args: tuple[object, ...]) -> DowntimekitError:
    error = kind.__new__(kind)
    error.args = args
    return error


class InvalidInput(DowntimekitError):
    """What was read is wrong.

    Attributes:
        source: what was read, such as a file's name.
        faults: every fault that was found, in the order of the input.
    """

    def __init__(self, source: str, faults: Iterable[Fault]) -> None:
        self.source = source
        self.faults = tuple(faults)
        count = len(self.faults)
        lines = "".join(f"\n  - {fault}" for fault in self.faults)
        super().__init__(f"{source}: {count} fault{'s' if count != 1 else ''}{lines}")


class NewerDocument(InvalidInput):
    """What was read was written by a later release; it is not wrong, but this release cannot read it.

    Attributes:
        schema: by which it was written.
        known: the newest that this release can read.
    """

    def __init__(self, source: str, *, schema: int, known: int) -> None:
        self.schema = schema
        self.known = known
        words = f"was written by a newer release (schema {schema}; this one reads up to {known})"
        super().__init__(source, [Fault("schema", words)])


class Refused(DowntimekitError):
    """A signal was not accepted; nothing was written.

    Attributes:
        signal: the name of the signal.
        phase: where the downtime stands.
        reasons: every reason that stands against it.
        allowed: the signals that would be accepted now.
        stands: where the downtime stands, in words.
        labels: the words of signals by their names, so that the answer can be read aloud.
    """

    def __init__(
        self,
        signal: str,
        *,
        phase: str,
        reasons: Sequence[Reason],
        allowed: Sequence[str],
        stands: str = "",
        labels: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.signal = signal
        self.phase = phase
        self.reasons = tuple(reasons)
        self.allowed = tuple(allowed)
        self.stands = stands
        self.labels = labels
        lines = "".join(f"\n  - {reason}" for reason in self.reasons)
        now = "".join(f"\n  - {_said(name, labels.get(name, ''))}" for name in self.allowed) or " nothing"
        what, where = _said(signal, labels.get(signal, "")), _said(phase, stands)
        super().__init__(f"{what} was refused in phase {where}:{lines}\nallowed now:{now}")


def _said(name: str, words: str) -> str:
    return f"'{name}' ({words})" if words else f"'{name}'"


class JournalError(DowntimekitError):
    """The journal could not do what it was asked; what it already held is unchanged."""


class VersionConflict(JournalError):
    """Somebody else wrote to the stream first; read what changed and decide again."""

    def __init__(self, stream: str, *, expected: int, actual: int) -> None:
        self.stream = stream
        self.expected = expected
        self.actual = actual
        super().__init__(f"{stream}: expected version {expected}, but the journal is at {actual}")


class Overtaken(VersionConflict):
    """Somebody else decided something about the downtime after the version that was looked at; nothing was written.

    Attributes:
        changes: what was decided since, and by whom, oldest first.
    """

    def __init__(self, stream: str, *, expected: int, actual: int, changes: Sequence[str]) -> None:
        super().__init__(stream, expected=expected, actual=actual)
        self.changes = tuple(changes)
        lines = "".join(f"\n  - {change}" for change in self.changes)
        self.args = (f"{stream}: others decided since version {expected}; look again:{lines}",)


class CommandReused(JournalError):
    """A command id that was used before came back with other content."""

    def __init__(self, stream: str, *, command: str) -> None:
        self.stream = stream
        self.command = command
        super().__init__(f"{stream}: command id '{command}' was used before, with other content")


class JournalDamaged(JournalError):
    """The hash chain does not hold: the named entry, or the one before it, was altered."""

    def __init__(self, stream: str, *, version: int) -> None:
        self.stream = stream
        self.version = version
        super().__init__(f"{stream}: the chain is broken at version {version}")


class PortError(DowntimekitError):
    """Something on the other side of a port went wrong."""


class Rejected(PortError):
    """The other side said no, and will say no again."""


class Unreachable(PortError):
    """Nothing reached the other side; trying again is safe.

    Attributes:
        retry_after: how long the other side asks to wait before that, in seconds; None where it says nothing of it.
    """

    def __init__(self, *words: object, retry_after: float | None = None) -> None:
        self.retry_after = retry_after
        super().__init__(*words)


class OutcomeUnknown(PortError):
    """It may have reached the other side; look there before trying again."""


class UnknownName(DowntimekitError):
    """A name that nobody registered.

    Attributes:
        what: the kind of thing that was asked for, such as ``playbook``.
        name: the name that was asked for.
        known: the names that would have been answered.
    """

    def __init__(self, what: str, name: str, *, known: Iterable[str]) -> None:
        self.what = what
        self.name = name
        self.known = tuple(sorted(known))
        super().__init__(f"no {what} is called '{name}'; known: {', '.join(self.known) or 'none'}")
