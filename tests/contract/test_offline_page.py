"""The offline page keeps the promises of every renderer; a browser is asked in the integration tests."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence

import pytest

from downtimekit.adapters.offline_page import OfflinePageRenderer
from downtimekit.forms.codes import Seal
from downtimekit.ports import Renderer
from downtimekit.testing.contracts.renderer import RendererContract


def sheets_in(document: bytes) -> Iterator[tuple[str, str]]:
    """Yield the code of each sheet, and everything that its view shows."""
    found = re.search(rb'id="data">(.*?)</script>', document, re.DOTALL)
    assert found
    contents = json.loads(found[1])["contents"]
    for packet in contents["packets"]:
        for sheet in packet["sheets"]:
            form = contents["forms"][sheet["form"]]
            words = contents["words"][form["words"]]
            shown = [sheet["serial"], *(sheet["heading"], form["sections"], form["fields"], sheet["answers"])]
            yield sheet["token"], "\n".join(spoken([*shown, words["born"], words["mrn"]]))


def spoken(told: object) -> Iterator[str]:
    if isinstance(told, dict | list):
        for part in told.values() if isinstance(told, dict) else told:
            yield from spoken(part)
    else:
        yield str(told)


class TestOfflinePageRenderer(RendererContract):
    @pytest.fixture
    def seal(self) -> Seal:
        return Seal.of(b"a key for a test and for nothing")

    @pytest.fixture
    def renderer(self, seal: Seal) -> Renderer:
        return OfflinePageRenderer(seal)

    @pytest.fixture
    def pages_of(self) -> Callable[[bytes], Sequence[str]]:
        return lambda document: [shown for _, shown in sheets_in(document)]

    @pytest.fixture
    def codes_of(self) -> Callable[[bytes], Sequence[str]]:
        return lambda document: [token for token, _ in sheets_in(document)]
