"""A sheet that no code can name is refused before it is drawn."""

from __future__ import annotations

import pytest

from downtimekit.errors import Rejected
from downtimekit.forms.codes import code_on
from downtimekit.testing.contracts.renderer import packet_of


@pytest.mark.parametrize(
    ("changes", "pages", "words"),
    [({"serial": "X1"}, 2, "is not a serial"), ({"serial": "W-000011-7"}, 2, "does not check out"), ({}, 100, "99")],
)
def test_a_sheet_without_a_code_is_refused_by_its_number(changes: dict[str, str], pages: int, words: str) -> None:
    packet = packet_of(1)
    sheet = packet.sheets[0].model_copy(update=changes)

    with pytest.raises(Rejected, match=f"^sheet {sheet.serial}: has no code: .*{words}"):
        code_on(packet, sheet, plan="0" * 64, page=1, pages=pages)
