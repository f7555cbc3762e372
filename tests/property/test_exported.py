"""Whatever a capture file holds, it is read or refused, and a refusal holds nothing of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from downtimekit.errors import InvalidInput
from downtimekit.forms import read_keyed
from downtimekit.forms.codes import PageCode, downtime_tag
from downtimekit.forms.exported import exported_sheets
from tests.offline import ANSWERS, BOOK, EVERY_KIND, SEAL, packet_of, reception_of

PACKET = packet_of()
RECEPTION = reception_of([PACKET])
NOW = datetime.now(UTC)
SECRET = "Planted-Word"


def whole() -> dict[str, Any]:
    """Return a capture file of one sheet, as the page writes it."""
    assert PACKET.appointment
    (sheet,) = PACKET.sheets
    code = PageCode(sheet.serial, 1, 1, 1, False, downtime_tag("west-1"), "0" * 8, PACKET.expires)
    told = {
        "serial": sheet.serial,
        "copy": 1,
        "token": SEAL.token(code),
        "form": {"key": EVERY_KIND.key, "version": 1, "digest": EVERY_KIND.digest, "language": "en"},
        "drill": False,
        "incomplete": False,
        "begun_at": (NOW - timedelta(minutes=5)).isoformat(),
        "typed_at": NOW.isoformat(),
        "typed_by": "R. Ames",
        "performed_by": "R. Ames",
        "occurred_at": ANSWERS["seen_at"],
        "signatures": [{"field": "nurse", "at": NOW.isoformat(), "changed": False}],
        "patient": {"mrn": PACKET.appointment.patient.mrn, "family": "Sampleton"},
        "accession": PACKET.appointment.accession,
        "content": json.loads(json.dumps(ANSWERS)),
    }
    return {
        "kind": "downtimekit.offline_export",
        "schema": 1,
        "page": "0a",
        "exported_at": NOW.isoformat(),
        "sheets": [told],
    }


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.just(SECRET), st.just("9" * 500)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from([SECRET, "kind", "x", "drug"]), inner, max_size=3)
    ),
    max_leaves=8,
)


def places(tree: object, above: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return the path of every part of a document."""
    parts = tree.items() if isinstance(tree, Mapping) else enumerate(tree) if isinstance(tree, list) else ()
    return [above, *(path for key, part in parts for path in places(part, (*above, key)))]


def put(tree: object, path: tuple[str | int, ...], value: object) -> object:
    """Return a document with something else at a place."""
    if not path:
        return value
    first, *rest = path
    copy: Any = dict(tree) if isinstance(tree, dict) else list(cast("list[object]", tree))
    copy[first] = put(copy[first], tuple(rest), value)
    return copy


@given(path=st.sampled_from(places(whole())), value=VALUES)
def test_a_file_with_anything_anywhere_is_read_or_refused(path: tuple[str | int, ...], value: object) -> None:
    told = []
    try:
        for sheet in exported_sheets(json.dumps(put(whole(), path, value)), reception=RECEPTION, forms=BOOK):
            told += [str(fault) for fault in sheet.faults]
            if sheet.keyed is not None:
                read_keyed(sheet.keyed, issued=RECEPTION.issued, source="export", forms=BOOK)
    except InvalidInput as refusal:
        told.append(str(refusal))

    assert not [words for words in told if SECRET in words or "Sampleton" in words or "T-551" in words]
