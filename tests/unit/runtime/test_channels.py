"""Channels are opened by their names; a stranger's is not even imported unless the clinic allows it."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import anyio
import pytest
from attrs import field, frozen
from pydantic import BaseModel, ConfigDict, SecretStr, field_validator

from downtimekit.errors import Fault, InvalidInput, UnknownName
from downtimekit.models.notice import ReceiptState
from downtimekit.models.people import ChannelKind
from downtimekit.models.strict import Strict
from downtimekit.ports import Capabilities, Message, Sent
from downtimekit.runtime.channels import Channels
from downtimekit.runtime.sync_channel import InThreads
from tests.plugins import PAGER, installed_in

GATEWAY, TOKEN = "https://gateway.example.org/planted", "planted-token"
GOOD = {"gateway": GATEWAY, "token": TOKEN}
MESSAGE = Message("west-1/2/update/nurse", "Planted Nurse", "+12025550100", "The RIS is down", "Work on paper.")

Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Lay distributions of others beside downtimekit; what is imported of them is forgotten again."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(tmp_path / "site")

    def lay(distribution: str, **parts: Any) -> None:
        installed_in(tmp_path / "site", distribution, **parts)

    yield lay
    for name in set(sys.modules) - before:
        if str(tmp_path) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


@pytest.fixture
def acme(install: Install) -> None:
    install("acme-pager", entries={"acme-pager": "acme_pager:Pager"}, modules={"acme_pager": PAGER})


class PlainSettings(Strict):
    room: str = "hall"
    tone: str = ""

    @field_validator("tone")
    @classmethod
    def _known(cls, tone: str) -> str:
        if tone == "crash":
            raise KeyError(tone)
        if tone:
            raise ValueError(f"'{tone}' is not valid here")
        return tone


@frozen
class Loudspeaker:
    """A channel of plain functions, whose name is what its settings say."""

    Settings: ClassVar[type[BaseModel]] = PlainSettings

    settings: PlainSettings
    volume: int = field(default=3, kw_only=True)

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(self.settings.room, None)

    def send(self, message: Message) -> Sent:
        return Sent(ReceiptState.ACCEPTED, f"volume {self.volume}")


def faults_of(call: Callable[..., object], *args: Any) -> Sequence[str]:
    with pytest.raises(InvalidInput) as caught:
        call(*args)
    assert "planted" not in str(caught.value)
    assert caught.value.__context__ is None
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.usefixtures("acme")
def test_a_stranger_who_is_allowed_is_opened_with_its_settings() -> None:
    pager = Channels.installed(allow=["acme-pager"]).open("acme-pager", GOOD)

    assert pager.capabilities == Capabilities("acme-pager", ChannelKind.PAGER)
    assert anyio.run(pager.send, MESSAGE).remark == GATEWAY


@pytest.mark.parametrize("allow", [[], ["acme"], ["acme_pager"]])
@pytest.mark.usefixtures("acme")
def test_a_stranger_who_is_not_allowed_is_not_imported(allow: Sequence[str]) -> None:
    channels = Channels.installed(allow=allow)

    assert faults_of(channels.open, "acme-pager", GOOD) == [
        "is brought by 'acme-pager', which is not allowed: name it in allow, where you trust that"
    ]
    assert "acme-pager" not in channels.names
    assert "acme-pager" not in {found.name for found in channels.describe()}
    assert "acme_pager" not in sys.modules


def test_in_a_process_of_its_own_a_stranger_gets_to_do_nothing(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    module = f"import pathlib\npathlib.Path({str(trace)!r}).touch()\n{PAGER}"
    installed_in(tmp_path / "site", "stranger", entries={"stranger": "stranger:Pager"}, modules={"stranger": module})
    program = f"""
import sys
sys.path.insert(0, {str(tmp_path / "site")!r})
from downtimekit.runtime.channels import Channels
channels = Channels.installed(allow=sys.argv[1:])
print([found.name for found in channels.describe() if found.name == "stranger"])
"""

    def run(*allow: str) -> str:
        command = [sys.executable, "-I", "-c", program, *allow]
        return subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip()

    assert run() == "[]"
    assert not trace.exists()
    assert run("stranger") == "['stranger']"
    assert trace.exists()


def test_an_unknown_name_is_answered_with_those_that_are_known() -> None:
    with pytest.raises(UnknownName) as caught:
        Channels.of({"speaker": Loudspeaker, "horn": Loudspeaker}).open("trumpet", {})

    assert caught.value.known == ("horn", "speaker")


BROKEN: Mapping[str, tuple[str, str]] = {
    "import acme_sdk": ("broken:Pager", "cannot be imported: module 'acme_sdk' is not installed"),
    "raise ValueError('planted')": ("broken:Pager", "cannot be imported: ValueError in line 1 of <module>"),
    "import sys; sys.exit('planted')": ("broken:Pager", "cannot be imported: SystemExit in line 1 of <module>"),
    "x =": ("broken:Pager", "cannot be imported: SyntaxError in line"),
    "Pager = None": ("broken:Pager", "is neither a class nor a function"),
    "class Pager: pass": ("broken:Pager", "has no attribute Settings that is a pydantic model"),
    "class Pager: Settings = dict": ("broken:Pager", "has no attribute Settings that is a pydantic model"),
    "y = 1": ("broken:Pager", "cannot be imported: AttributeError"),
    "z = 1": ("broken.deeper:Pager", "cannot be imported: module 'broken.deeper' is not installed"),
}


@pytest.mark.parametrize("source", BROKEN)
def test_a_broken_one_is_logged_once_and_left_out_and_the_others_go_on(
    source: str, install: Install, caplog: pytest.LogCaptureFixture
) -> None:
    entry, words = BROKEN[source]
    install("acme-broken", entries={"broken": entry}, modules={"broken": source})
    channels = Channels.installed(allow=["broken"], plus={"speaker": Loudspeaker})
    described = {found.name for found in channels.describe()}
    (fault,) = faults_of(channels.open, "broken", GOOD)

    assert "speaker" in described
    assert "broken" not in described
    assert fault.startswith(words)
    (record,) = caplog.records
    assert (record.name, record.levelno) == ("downtimekit.channels", logging.WARNING)
    assert record.getMessage() == f"channel 'broken' of 'acme-broken' is left out: it {fault}"


def test_of_two_with_one_name_neither_is_taken_until_the_host_says_which(
    install: Install, caplog: pytest.LogCaptureFixture
) -> None:
    install("acme-pager", entries={"pager": "acme_pager:Pager"}, modules={"acme_pager": PAGER})
    install("other.Pager", entries={"pager": "other_pager:Pager"}, modules={"other_pager": PAGER})
    (fault,) = faults_of(Channels.installed(allow=["pager"]).open, "pager", GOOD)

    assert fault.startswith("is brought more than once, by ")
    assert "'acme-pager'" in fault
    assert "'other-pager'" in fault
    assert "brought more than once" in caplog.text
    assert {"acme_pager", "other_pager"}.isdisjoint(sys.modules)

    meant = Channels.installed(allow=["pager"], plus={"pager": Loudspeaker})
    assert meant.open("pager", {"room": "hall"}).capabilities.name == "hall"
    assert len(caplog.records) == 1


def test_a_stranger_cannot_push_a_shipped_channel_aside_by_its_name(install: Install) -> None:
    shipped = Channels.installed().names
    assert shipped
    install("acme-pager", entries=dict.fromkeys(shipped, "acme_pager:Pager"), modules={"acme_pager": PAGER})

    assert Channels.installed().names == shipped
    assert Channels.installed(allow=shipped[:1]).names == shipped[1:]
    assert "acme_pager" not in sys.modules


def test_a_stranger_who_calls_himself_downtimekit_is_still_a_stranger(install: Install) -> None:
    install("downtimekit", entries={"siren": "acme_pager:Pager"}, modules={"acme_pager": PAGER})
    channels = Channels.installed()

    assert "siren" not in channels.names
    assert [found.origin for found in channels.describe() if found.name == "siren"] == []
    assert "acme_pager" not in sys.modules


def test_who_is_allowed_and_not_installed_is_said(caplog: pytest.LogCaptureFixture) -> None:
    Channels.installed(allow=["acme-pagre"])

    assert "channel 'acme-pagre' is allowed, and nothing that is installed brings it" in caplog.text


@pytest.mark.usefixtures("acme")
def test_every_fault_of_the_settings_is_told_with_its_path_and_without_a_value() -> None:
    channels = Channels.installed(allow=["acme-pager"])
    wrong = {"gateway": ["planted"], "token": 7, "retries": "planted", "planted x": "planted"}

    assert faults_of(channels.open, "acme-pager", wrong) == [
        "gateway: is not text",
        "token: is not text",
        "retries: is not a whole number",
    ]
    assert faults_of(channels.open, "acme-pager", None) == ["gateway: is missing", "token: is missing"]
    assert faults_of(channels.open, "acme-pager", ["planted"]) == ["is not a set of fields"]


@pytest.mark.parametrize(
    ("tone", "fault"),
    [
        ("planted-tone", "tone: is not valid"),
        ("soft", "tone: 'soft' is not valid here"),
        ("crash", "cannot be read: KeyError"),
    ],
)
def test_a_strangers_validator_repeats_no_value(tone: str, fault: str) -> None:
    (found,) = faults_of(Channels.of({"speaker": Loudspeaker}).open, "speaker", {"tone": tone})

    assert found.startswith(fault)


def test_settings_may_be_an_instance_of_their_model() -> None:
    notifier = Channels.of({"speaker": Loudspeaker}).open("speaker", PlainSettings(room="ward"))

    assert notifier.capabilities.name == "ward"


def test_a_channel_of_plain_functions_runs_in_threads_and_takes_what_the_host_gives() -> None:
    channels = Channels.of({"speaker": Loudspeaker}, given={"volume": 11, "line": object()})
    notifier = channels.open("speaker", {})

    assert isinstance(notifier, InThreads)
    assert anyio.run(notifier.send, MESSAGE).remark == "volume 11"


class Nameless(Loudspeaker):
    capabilities = Capabilities("the hall\n", None)


class Silent(Loudspeaker):
    send = None  # type: ignore[assignment]


class Unable(Loudspeaker):
    capabilities = None  # type: ignore[assignment]


def refuses(settings: PlainSettings) -> object:
    raise InvalidInput("speaker", [Fault("room", "has no loudspeaker"), Fault("", "is out of order")])


def fails(settings: PlainSettings) -> object:
    raise ValueError(settings.room)


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (Silent, "has no function send"),
        (Unable, "has no attribute capabilities that says what it can do"),
        (Nameless, "has a name that may not stand in a receipt"),
        (refuses, "room: has no loudspeaker"),
        (fails, "cannot be opened: ValueError in line"),
    ],
)
def test_what_is_no_channel_when_it_is_opened_is_said(make: Any, fault: str) -> None:  # noqa: ANN401
    make.Settings = PlainSettings
    found, *_ = faults_of(Channels.of({"speaker": make}).open, "speaker", {"room": "planted"})

    assert found.startswith(fault)


def test_a_whole_configuration_is_opened_as_json_has_it() -> None:
    channels = Channels.of({"speaker": Loudspeaker, "horn": Loudspeaker})
    by_name = json.loads('{"speaker": null, "horn": {"room": "ward"}}')
    in_a_list = json.loads('[{"channel": "horn", "settings": {"room": "ward"}}, {"channel": "horn"}]')

    assert [one.capabilities.name for one in channels.open_all(by_name)] == ["hall", "ward"]
    assert [one.capabilities.name for one in channels.open_all(in_a_list)] == ["ward", "hall"]
    assert channels.open_all({}) == channels.open_all([]) == ()


@pytest.mark.parametrize(
    ("config", "faults"),
    [
        (
            {"speaker": {"room": 1, "tone": "planted"}, "trumpet": {}, "horn": {"loud": "planted"}, "Planted x": {}},
            [
                "speaker.room: is not text",
                "speaker.tone: is not valid",
                "trumpet: is no channel that is known; known: horn, speaker",
                "horn.loud: is not a known field",
                "(a field): is no channel that is known; known: horn, speaker",
            ],
        ),
        (
            [
                {"channel": "horn", "settings": {"room": 1}},
                {"settings": {}, "volume": 1},
                "planted",
                {"channel": "horn"},
            ],
            [
                "[1].channel: is missing",
                "[1].volume: is not a known field",
                "[2]: is not a set of fields",
                "[0].settings.room: is not text",
            ],
        ),
        (
            {"horn": {}, "speaker": {}},
            ["speaker: has the same name as horn: give one of them another"],
        ),
        ("planted", ["is neither a set of channels by their names nor a list of channels"]),
        (7, ["is neither a set of channels by their names nor a list of channels"]),
    ],
)
def test_all_faults_of_a_configuration_are_told_at_once(
    config: Any,  # noqa: ANN401
    faults: Sequence[str],
) -> None:
    assert faults_of(Channels.of({"speaker": Loudspeaker, "horn": Loudspeaker}).open_all, config) == faults


class ExampleSettings(PlainSettings):
    model_config = ConfigDict(json_schema_extra={"examples": [{"room": "lobby"}]})


class UndescribedSettings(BaseModel):
    call: Callable[[], None]
    token: SecretStr


class WithExample(Loudspeaker):
    Settings = ExampleSettings


class Undescribed(Loudspeaker):
    Settings = UndescribedSettings


@pytest.mark.usefixtures("acme")
def test_a_screen_can_show_what_there_is_and_what_it_asks_for(caplog: pytest.LogCaptureFixture) -> None:
    plus = {"speaker": Loudspeaker, "lobby": WithExample, "odd": Undescribed}
    found = {one.name: one for one in Channels.installed(allow=["acme-pager"], plus=plus).describe()}

    assert found["acme-pager"].origin == "acme-pager"
    assert found["acme-pager"].capabilities == Capabilities("acme-pager", ChannelKind.PAGER)
    assert set(found["acme-pager"].settings["properties"]) == {"gateway", "token", "retries"}
    assert found["speaker"].capabilities is None
    assert found["lobby"].capabilities == Capabilities("lobby", None)
    assert "odd" not in found
    assert "channel 'odd' of '' is left out: its settings have no JSON Schema" in caplog.text
    assert json.dumps([dict(one.settings) for one in found.values()])
