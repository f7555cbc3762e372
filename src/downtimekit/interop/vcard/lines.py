"""The lines of a vCard: folded and unfolded, taken apart and put together, escaped and unescaped.

Sources: RFC 6350 section 3 (lines, parameters, escapes), RFC 6868 (carets in parameters), RFC 2426 (3.0). Accepted
besides: lines that end in LF or CR alone, lines that were folded inside a character, and types without ``TYPE=``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from attrs import field, frozen

from downtimekit.errors import Fault

_LINE_END = re.compile(rb"\r\n|\n|\r")
_HEAD = re.compile(r"(?:(?P<group>[A-Za-z0-9-]+)\.)?(?P<name>[A-Za-z0-9-]+)(?=[;:])")
_PARAMETER = re.compile(r';(?P<name>[A-Za-z0-9-]+)(?:=(?P<values>(?:"[^"]*"|[^";:])*))?')
_VALUE = re.compile(r'"([^"]*)"|([^",]+)')
_PIECE = re.compile(r"\\.|.", re.DOTALL)
_ESCAPE = re.compile(r"\\([\\,;:nN])")
_CARET = re.compile(r"\^([n'^])")
_ESCAPED = str.maketrans({"\\": r"\\", ",": r"\,", ";": r"\;", "\n": r"\n"})
_LONGEST = 75  # octets, RFC 6350 section 3.2


@frozen
class ContentLine:
    """One property of a card.

    Attributes:
        number: the line of the file on which it begins.
        name: in capitals; group: what ties it to others, such as ``ITEM1``; empty where nothing does.
        parameters: by their names in capitals; those of TYPE in small letters.
        value: as it stands there, with its escapes.
    """

    number: int
    group: str
    name: str
    parameters: Mapping[str, Sequence[str]] = field(repr=False)
    value: str = field(repr=False)

    @property
    def types(self) -> frozenset[str]:
        """What TYPE says."""
        return frozenset(self.parameters.get("TYPE", ()))

    @property
    def preference(self) -> int:
        """How early it should be tried, from 1; 101 where it does not say."""
        said = "".join(self.parameters.get("PREF", ()))
        if said.isascii() and said.isdigit():
            return int(said[:4])
        return 1 if "pref" in self.types else 101

    @property
    def text(self) -> str:
        """The value without its escapes."""
        return unescaped(self.value)

    def parts(self, separator: str) -> list[str]:
        """Return what stands between the separators that are not escaped, without their escapes."""
        parts = [""]
        for piece in _PIECE.findall(self.value):
            if piece == separator:
                parts.append("")
            else:
                parts[-1] += piece
        return [unescaped(part) for part in parts]


def unescaped(value: str) -> str:
    """Return text without the escapes of RFC 6350 section 3.4, and the escaped colon of 3.0."""
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def content_lines(text: str | bytes, *, faults: list[Fault]) -> Iterator[ContentLine]:
    """Yield every property in the file; a line that is none is taken down as a fault, and left out."""
    for number, raw in _unfolded(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text):
        try:
            line = raw.decode()
        except UnicodeDecodeError:
            faults.append(Fault(f"line {number}", "has characters that are not UTF-8; export the cards as UTF-8"))
            continue
        parsed = _parsed(line, number=number)
        if parsed is None:
            faults.append(Fault(f"line {number}", "is not a property of a card: a name, a colon and a value"))
        else:
            yield parsed


def written_line(name: str, value: str, **parameters: str) -> str:
    """Return a folded line with its line end.

    Args:
        name: of the property.
        value: escaped already, see `escaped`.
        parameters: by their names, with _ for -; an empty one is left out. None needs quotation marks.
    """
    said = "".join(f";{key.replace('_', '-')}={word}" for key, word in parameters.items() if word)
    return _folded(f"{name}{said}:{value}")


def escaped(text: str) -> str:
    """Return text with the escapes of RFC 6350 section 3.4."""
    return text.translate(_ESCAPED)


def _unfolded(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield whole lines with the numbers of their first lines; in bytes, as a fold may stand inside a character."""
    begun, whole = 0, b""
    for number, line in enumerate(_LINE_END.split(content.removeprefix(b"\xef\xbb\xbf")), 1):
        if line[:1] in {b" ", b"\t"} and begun:
            whole += line[1:]
            continue
        if whole.strip():
            yield begun, whole
        begun, whole = number, line
    if whole.strip():
        yield begun, whole


def _folded(line: str) -> str:
    parts, part, room = [], "", _LONGEST
    for char in line:
        size = len(char.encode())
        if size > room:
            parts.append(part)
            part, room = "", _LONGEST - 1  # the blank that begins the next line counts
        part += char
        room -= size
    return "\r\n ".join([*parts, part]) + "\r\n"


def _parsed(line: str, *, number: int) -> ContentLine | None:
    head = _HEAD.match(line.lstrip())
    if head is None:
        return None
    rest = line.lstrip()[head.end() :]
    parameters: dict[str, list[str]] = {}
    while found := _PARAMETER.match(rest):
        rest = rest[found.end() :]
        name, values = (found["name"], found["values"]) if found["values"] is not None else ("TYPE", found["name"])
        parameters.setdefault(name.upper(), []).extend(_values(name.upper(), values))
    if not rest.startswith(":"):
        return None
    return ContentLine(number, (head["group"] or "").upper(), head["name"].upper(), parameters, rest[1:])


def _values(name: str, written: str) -> Iterator[str]:
    for quoted, plain in _VALUE.findall(written):
        value = _CARET.sub(lambda found: {"n": "\n", "'": '"', "^": "^"}[found[1]], quoted or plain)
        # RFC 6350 section 6.4.1 writes TYPE="voice,home" in its examples.
        yield from value.lower().split(",") if name == "TYPE" else [value]
