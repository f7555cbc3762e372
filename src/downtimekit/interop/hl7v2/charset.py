"""Bytes into text: by the character set that MSH-18 declares, and if that fails, openly.

Source of the names: HL7 table 0211; a message that declares nothing is ASCII (HL7 v2.5.1, 2.15.9.18).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from downtimekit.models.concern import Concern, Gravity

UTF8 = "UNICODE UTF-8"
"""What we declare in MSH-18."""

_CODECS: Mapping[str, str] = {
    "ASCII": "ascii",
    **{f"8859/{part}": f"iso8859-{part}" for part in (*range(1, 10), 15)},
    "UNICODE": "utf-8",
    UTF8: "utf-8",
    "UTF-8": "utf-8",
    "UTF8": "utf-8",
    "ISO IR14": "iso2022_jp",
    "ISO IR87": "iso2022_jp",
    "ISO IR159": "iso2022_jp_1",
    "GB 18030-2000": "gb18030",
    "KS X 1001": "euc_kr",
    "BIG-5": "big5",
}
# Where MSH-18 can be found before decoding, the text is in a set that has ASCII in it: not in UTF-16 or UTF-32.
_HEAD = re.compile(rb"MSH([^\w\s])([^\r\n]*)", re.IGNORECASE)
_DECLARED_AT = 16
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decoded(message: bytes) -> tuple[str, list[Concern]]:
    """Return the text of a message, and a concern where it may not be what the sender wrote.

    Without a byte order mark the declared set decides; where it is not known or does not fit, UTF-8 is tried, and
    then Latin-1, which reads every byte but may read a letter wrongly.
    """
    marked = next((codec for mark, codec in _MARKS if message.startswith(mark)), None)
    declared = _declared(message)
    codec = marked or (_CODECS.get(declared, "") if declared else "ascii")
    text = _attempt(message, codec)
    if text is not None:
        return text, []
    instead = next(name for name in ("utf-8", "latin-1") if _attempt(message, name) is not None)
    why = "names no character set that is known" if not codec else "names a character set that the text is not in"
    words = f"{why if declared else 'is empty, but the text is not ASCII'}: it was read as {instead.upper()}"
    return message.decode(instead), [Concern("charset_not_as_declared", "MSH-18", words, gravity=Gravity.WARNING)]


def _declared(message: bytes) -> str:
    head = _HEAD.search(message)
    if head is None:
        return ""
    fields = head[2].split(head[1])
    first = fields[_DECLARED_AT].split(b"~")[0] if len(fields) > _DECLARED_AT else b""
    return first.decode("ascii", errors="replace").strip().upper()


def _attempt(message: bytes, codec: str) -> str | None:
    try:
        return message.decode(codec) if codec else None
    except UnicodeDecodeError:
        return None
