"""What comes in from outside, as a host hands it on: a call of its endpoint, or a reply."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import SplitResult, parse_qsl, urlsplit

from attrs import field, frozen

from downtimekit.errors import Fault, InvalidInput

_MOST_FIELDS = 200
_NOWHERE = urlsplit("")


def _in_capitals(method: str) -> str:
    return method.upper()


def _plain(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers with names in small letters; what is not ASCII in them is signed by nobody."""
    return {name.lower(): value.encode("ascii", "replace").decode() for name, value in headers.items()}


@frozen
class Inbound:
    """One call of the host's endpoint.

    Attributes:
        method: such as ``GET``.
        url: whole, with its query, exactly as the caller wrote it: where a proxy stands in between, as it was called
            from outside. Vendors sign it.
        headers: the letter case of their names does not count.
        body: as it came, not decoded.
    """

    method: str = field(converter=_in_capitals)
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(factory=dict, converter=_plain, repr=False)
    body: bytes = field(default=b"", repr=False)

    @property
    def address(self) -> SplitResult:
        """The URL in its parts; empty ones where it is none."""
        try:
            parts = urlsplit(self.url)
            is_one = parts.port != 0
        except ValueError:
            is_one = False
        return parts if is_one else _NOWHERE

    @property
    def door(self) -> str:
        """The last part of the path, by which callbacks are told apart."""
        return self.address.path.rstrip("/").rpartition("/")[2]

    @property
    def query(self) -> Mapping[str, str]:
        """What stands behind the ``?``; of a name that comes twice, the first."""
        return _first_of_each(_pairs(self.address.query, source="address"))

    @property
    def is_form(self) -> bool:
        """Whether the body is a form."""
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        return kind == "application/x-www-form-urlencoded"

    @property
    def form(self) -> tuple[tuple[str, str], ...]:
        """The fields of the body, where it is a form.

        Raises:
            InvalidInput: it is none, or cannot be read.
        """
        if not self.is_form:
            raise InvalidInput("form", [Fault("content-type", "is not application/x-www-form-urlencoded")])
        try:
            text = self.body.decode("ascii")
        except UnicodeDecodeError:
            text = None
        if text is None:
            raise InvalidInput("form", [Fault("", "has bytes that are not percent-encoded")])
        return _pairs(text, source="form")

    @property
    def said(self) -> Mapping[str, str]:
        """The fields of the form by their names; of a name that comes twice, the first."""
        return _first_of_each(self.form)


@frozen
class Reply:
    """A reply to a message, by text message, mail or chat.

    Attributes:
        sender: the address alone that it came from, as in the directory.
        text: plain text.
        id: by which the vendor knows it, so that it counts once however often it is handed on; empty where it has none.
    """

    sender: str = field(repr=False)
    text: str = field(repr=False)
    id: str = ""


def _pairs(text: str, *, source: str) -> tuple[tuple[str, str], ...]:
    try:
        return tuple(parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict"))
    except ValueError:
        fault = Fault("", f"has more than {_MOST_FIELDS} fields, or characters that are not UTF-8")
    # Raised here, for the error that was caught holds what was read.
    raise InvalidInput(source, [fault])


def _first_of_each(pairs: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, value in pairs:
        found.setdefault(name, value)
    return found
