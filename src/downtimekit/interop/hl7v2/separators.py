"""The separators of a message, as its MSH names them.

Sources: HL7 v2.5.1 chapter 2, sections 2.5.4 and 2.15.9. Version 2.7 added a fifth encoding character.
"""

from __future__ import annotations

import attrs
from attrs import frozen

from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.concern import Concern, Gravity

SOURCE = "HL7 message"
"""What an `InvalidInput` of this package says was read."""

ENCODING = "^~\\&"
"""What we write into MSH-2."""


@frozen
class Separators:
    """The separators of one message; an empty one is not used in it."""

    field: str = "|"
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"
    subcomponent: str = "&"
    truncation: str = ""
    blank: str = attrs.field(init=False, repr=False, eq=False)
    """The characters that are no content."""

    @blank.default
    def _blank(self) -> str:
        return f" \t{self.component}{self.repetition}{self.subcomponent}"

    def divide(self, text: str) -> bool:
        """Say whether a text has more than one component, or a component with more than one part."""
        return self.component in text or bool(self.subcomponent and self.subcomponent in text)


STANDARD = Separators()
"""What we write with."""


def named_in(head: str) -> tuple[Separators, list[Concern]]:
    """Read MSH-1 and MSH-2, with what is odd about them.

    Args:
        head: the MSH segment.

    Raises:
        InvalidInput: MSH-1 can separate nothing.
    """
    field = head[3:4]
    if not field or field.isalnum() or field.isspace():
        raise InvalidInput(SOURCE, [Fault("MSH-1", "is not a separator: the fields cannot be told apart")])
    encoding = head[4:].split(field, 1)[0]
    if not 1 <= len(encoding) <= len("^~\\&#") or not _can_separate(encoding):
        return Separators(field), [_odd("separators_unusable", "names no usable separators: ^~\\& were taken")]
    if len(encoding) < len(ENCODING):
        # What is not named is not used (2.5.4): an ampersand is then a part of a name, and no separator.
        unnamed = [""] * (len(ENCODING) - len(encoding))
        return Separators(field, *encoding, *unnamed), [_odd("separators_few", "names fewer than four separators")]
    return Separators(field, *encoding), []


def _can_separate(encoding: str) -> bool:
    return len(set(encoding)) == len(encoding) and not any(char.isalnum() or char.isspace() for char in encoding)


def _odd(code: str, words: str) -> Concern:
    return Concern(code, "MSH-2", words, gravity=Gravity.WARNING)
