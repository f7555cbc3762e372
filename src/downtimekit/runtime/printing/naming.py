"""Names of documents: by their place in the pile and by numbers, never by a person."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import PurePath

_ENDING = re.compile(r"(\.[a-z0-9]{1,16})?")
_OTHERS = re.compile(r"[^a-z0-9]+")
_ROOM = 64
_MARKED = 12


def file_name(place: int, serial: str, *, of: int, suffix: str) -> str:
    """Return the name of a packet's document; its place makes it the only one, and sorts it.

    Args:
        place: in the pile, from 1.
        serial: of its first sheet.
        of: how many there are.
        suffix: of the kind of document.
    """
    return f"{place:0{_width(of)}d}-{_plain(serial)}{suffix}"


def cover_name(name: str, *, of: int) -> str:
    """Return the name of what lies on top of the pile, such as the contents sheet: it sorts before all packets.

    Args:
        name: with its ending, as a host calls it.
        of: how many packets there are.
    """
    path = PurePath(name)
    return f"{'0' * _width(of)}-{_plain(path.stem)}{path.suffix.lower()}"


def cover_faults(names: Sequence[str]) -> list[str]:
    """Return what keeps these from lying on one pile, in words that repeat no name."""
    faults = []
    if not all(_ENDING.fullmatch(PurePath(name).suffix.lower()) for name in names):
        faults.append("an ending holds more than letters and digits, or more than 16 of them")
    if len({cover_name(name, of=1) for name in names}) < len(names):
        faults.append("two of them get one name, or the contents sheet and one of them")
    return faults


def drawer_name(*keys: str) -> str:
    """Return a name for a folder, made from keys; other keys give another name, on every file system."""
    digest = hashlib.sha256(json.dumps(keys).encode()).hexdigest()
    return f"{_plain('-'.join(keys))}-{digest[:_MARKED]}"


def _width(count: int) -> int:
    return max(4, len(str(count)))


def _plain(key: str) -> str:
    return _OTHERS.sub("-", key.lower()).strip("-")[:_ROOM].strip("-") or "x"
