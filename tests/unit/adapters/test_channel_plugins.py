"""Every channel that is shipped can be opened by its name, with settings as they stand in JSON."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest

from downtimekit.adapters._http import Line
from downtimekit.errors import InvalidInput
from downtimekit.models.people import ChannelKind
from downtimekit.models.strict import Strict
from downtimekit.runtime._plugins import CHANNELS as FAMILY
from downtimekit.runtime.channels import Channels
from downtimekit.testing.contracts._planted import found_in
from downtimekit.testing.contracts.notifier import faults_of

# apprise asks for it on Pythons that still have it.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

TOKEN, HOOK = "planted-token-0123456789", "https://hooks.example.org/planted/0123456789"
ACCOUNT = {"account": "AC" + "0" * 32, "token": TOKEN, "sender": "+12025550100"}
PAGE = {"token": TOKEN, "page": "kctbh9vrtdwd", "components": {"ris/west": "b13yz5g2cw10"}}
EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "apprise": {"url": f"json://user:{TOKEN}@apprise.example.org/"},
    "call_sheet": {"folder": "calls"},
    "call_tree": {"folder": "calls"},
    "cap": {"folder": "alerts", "sender": "alerts@clinic.example.org", "labels": {"west": "West Clinic"}},
    "console": {},
    "files": {"folder": "notices", "kind": "sms"},
    "fhir_communication": {"url": "https://fhir.example.org/r4", "token": TOKEN, "home": "https://clinic.example.org"},
    "instatus": PAGE,
    "invitations": {"smtp": {"host": "mail.example.org", "sender": "downtime@clinic.example.org"}},
    "pagerduty": {"routing_key": TOKEN, "acknowledge_on": ["validating", "released"]},
    "slack": {"token": TOKEN, "room": "C024BE91L"},
    "slack_room": {"url": HOOK},
    "smtp": {
        "host": "mail.example.org",
        "sender": "downtime@clinic.example.org",
        "username": "ward",
        "password": TOKEN,
    },
    "statuspage": PAGE,
    "teams": {"url": HOOK},
    "twilio_sms": ACCOUNT,
    "twilio_voice": {**ACCOUNT, "accents": {"en": "en-GB"}},
    "webhook": {"url": HOOK, "secrets": ["whsec_cGxhbnRlZHBsYW50ZWRwbGFudGVkcGxhbnRlZA=="], "needs": ["vendor_cloud"]},
}
CHANNELS = Channels.installed()
OURS = {
    entry.name: entry
    for entry in entry_points(group=FAMILY.group)
    if entry.dist is not None and entry.dist.name == "downtimekit"
}


def test_what_is_registered_is_what_the_project_says() -> None:
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text())["project"]
    ours = {name: entry.value for name, entry in OURS.items()}

    assert ours == project["entry-points"][FAMILY.group], "install it anew: what is installed was registered before"
    assert EXAMPLES.keys() == ours.keys() <= set(CHANNELS.names)


@pytest.mark.parametrize("name", EXAMPLES)
def test_it_is_opened_with_settings_as_json_has_them(name: str) -> None:
    notifier = CHANNELS.open(name, json.loads(json.dumps(EXAMPLES[name])))

    assert faults_of(notifier.capabilities) == []
    assert name.startswith(notifier.capabilities.name.replace("-", "_"))
    assert found_in(repr(notifier), [TOKEN, HOOK]) == []


def test_they_all_stand_in_one_engine_on_one_line() -> None:
    line = Line()
    opened = Channels.installed(given={"line": line}).open_all(EXAMPLES)

    assert len({notifier.capabilities.name for notifier in opened}) == len(EXAMPLES)
    assert {id(notifier.line) for notifier in opened if hasattr(notifier, "line")} == {id(line)}


@pytest.mark.parametrize("name", EXAMPLES)
def test_its_settings_are_strict_and_told_with_every_fault(name: str) -> None:
    wrong = {**EXAMPLES[name], "name": ["planted"], "planted_field": "planted"}
    with pytest.raises(InvalidInput) as caught:
        CHANNELS.open(name, wrong)

    faults = {fault.path.partition(".")[0].partition("[")[0]: fault.words for fault in caught.value.faults}
    assert faults["planted_field"] == "is not a known field"
    assert "name" in faults
    assert "planted'" not in str(caught.value)


def test_a_screen_can_ask_for_the_settings_of_each_and_show_what_it_is() -> None:
    described = {found.name: found for found in CHANNELS.describe()}
    shown = {name: found.capabilities for name, found in described.items() if name in EXAMPLES}

    kinds = {name: can.kind for name, can in shown.items() if can}

    assert EXAMPLES.keys() - kinds.keys() == {"apprise"}  # it is what its URL says
    assert (kinds["slack"], kinds["smtp"], kinds["call_tree"]) == (None, ChannelKind.EMAIL, ChannelKind.PHONE)

    assert described.keys() >= EXAMPLES.keys()
    for name in EXAMPLES:
        assert described[name].origin == "downtimekit"
        assert set(EXAMPLES[name]) <= set(described[name].settings["properties"])
        assert json.dumps(described[name].settings)


@pytest.mark.parametrize("name", EXAMPLES)
def test_its_settings_are_those_of_the_house_and_say_what_they_are(name: str) -> None:
    settings = OURS[name].load().Settings

    assert issubclass(settings, Strict)
    assert settings.__doc__
