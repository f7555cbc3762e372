"""Renderers are opened by their names: ours from settings, a stranger's only where it is allowed."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import EntryPoint
from typing import ClassVar

import pytest
from attrs import frozen

from downtimekit.errors import InvalidInput, UnknownName
from downtimekit.forms.codes import Seal
from downtimekit.models.forms import FormDefinition, Layout
from downtimekit.models.strict import Strict
from downtimekit.ports import Press
from downtimekit.runtime import _plugins
from downtimekit.runtime.renderers import RendererPlugin, Renderers
from downtimekit.testing.contracts.renderer import FORM, packet_of
from downtimekit.testing.renderers import NullRenderer

SEAL = Seal.of(b"a secret that nobody can guess at")
SHIPPED = {"fillable_pdf": ".pdf", "offline_page": ".html", "pdf": ".pdf", "text": ".txt"}


class LabelSettings(Strict):
    width: int


@frozen
class Labels:
    Settings: ClassVar[type[LabelSettings]] = LabelSettings
    settings: LabelSettings
    suffix: str = ".zpl"

    def compile(self, forms: Sequence[FormDefinition], *, layout: Layout) -> Press:
        return NullRenderer().compile(forms, layout=layout)


def test_the_shipped_ones_are_opened_by_name_and_draw() -> None:
    renderers = Renderers.installed(seal=SEAL)

    assert set(renderers.names) >= SHIPPED.keys()
    for name, suffix in SHIPPED.items():
        renderer = renderers.open(name)
        assert renderer.suffix == suffix
        assert renderer.compile([FORM], layout=Layout()).render([packet_of(1)])


def test_each_says_what_can_be_set() -> None:
    described = {one.name: one for one in Renderers.installed(seal=SEAL).describe()}

    assert "fonts" in described["pdf"].settings["properties"]
    assert described["offline_page"].settings["properties"]["passphrase"]["anyOf"][0]["writeOnly"] is True
    assert {described[name].origin for name in SHIPPED} == {"downtimekit"}


def test_every_fault_of_settings_is_told_and_no_value() -> None:
    with pytest.raises(InvalidInput) as refused:
        Renderers.installed(seal=SEAL).open("offline_page", {"passphrase": "", "lock_after": -3, "colour": "planted"})

    assert {fault.path for fault in refused.value.faults} >= {"lock_after", "colour"}
    assert "planted" not in str(refused.value)


def test_what_a_renderer_itself_refuses_is_told_the_same_way() -> None:
    with pytest.raises(InvalidInput, match="passphrase: needs at least 8 characters") as refused:
        Renderers.installed(seal=SEAL).open("offline_page", {"passphrase": "planted"})

    assert "planted" not in str(refused.value)


def test_a_name_that_nothing_has_is_told_with_those_that_are_known() -> None:
    with pytest.raises(UnknownName, match="text"):
        Renderers.installed(seal=SEAL).open("fax")


def test_one_at_hand_is_opened_with_its_settings() -> None:
    renderers = Renderers.of({"labels": Labels}, seal=SEAL)

    assert renderers.names == ("labels",)
    opened: object = renderers.open("labels", {"width": 60})
    assert opened == Labels(LabelSettings(width=60))


class Deaf:
    Settings: ClassVar[type[LabelSettings]] = LabelSettings
    suffix = ".zpl"

    def __init__(self, settings: LabelSettings) -> None: ...


class Nameless(Deaf):
    suffix = "zpl"

    def compile(self, *_: object, **__: object) -> None: ...


@pytest.mark.parametrize(("made", "words"), [(Deaf, "has no function compile"), (Nameless, "ending of a file")])
def test_what_is_no_renderer_is_refused_with_the_reason(made: RendererPlugin, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        Renderers.of({"labels": made}, seal=SEAL).open("labels", {"width": 60})


def test_a_stranger_is_not_even_imported_unless_it_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    stranger = EntryPoint("acme-labels", "tests.no_such_module:Labels", _plugins.RENDERERS.group)
    monkeypatch.setattr(_plugins, "entry_points", lambda *, group: [stranger])

    with pytest.raises(InvalidInput, match="not allowed"):
        Renderers.installed(seal=SEAL).open("acme-labels")
    with pytest.raises(InvalidInput, match="cannot be imported"):
        Renderers.installed(seal=SEAL, allow=["acme-labels"]).open("acme-labels")
    mine = Renderers.installed(seal=SEAL, plus={"acme-labels": Labels}).open("acme-labels", {"width": 60})
    assert isinstance(mine, Labels)
