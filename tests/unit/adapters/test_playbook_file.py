"""A playbook in a file: read as it was written, and refused with every fault and its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from downtimekit.adapters.playbook_file import load_playbook
from downtimekit.errors import InvalidInput
from downtimekit.playbooks import UNSCHEDULED, Playbook
from downtimekit.playbooks.guards import GUARDS, Guard, users_are_back
from downtimekit.playbooks.library import SHIPPED
from downtimekit.playbooks.reading import playbook_to_json


def faults(path: Path) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as refused:
        load_playbook(path)
    assert path.name in str(refused.value)
    return [(fault.path, fault.words) for fault in refused.value.faults]


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("playbook", SHIPPED, ids=lambda playbook: playbook.name)
@pytest.mark.parametrize("ending", ["json", "yaml", "yml", "YML"])
def test_what_was_written_is_read_with_the_same_digest(playbook: Playbook, ending: str, tmp_path: Path) -> None:
    text = playbook_to_json(playbook)
    path = written(tmp_path, f"ours.{ending}", text if ending == "json" else yaml.safe_dump(json.loads(text)))

    assert load_playbook(path).digest == playbook.digest


@pytest.mark.parametrize(
    ("name", "text", "path", "words"),
    [
        ("ours.json", "{", "line 1, column 2", "is not JSON"),
        ("ours.json", '{"name": "a", "name": "b"}', "name", "stands there twice"),
        ("ours.yaml", "name: a\ntitle: b\nname: c\n", "line 1", "has 'name' more than once"),
        ("ours.yaml", "phases:\n  - name: a\n    name: b\n", "line 2", "has 'name' more than once"),
        ("ours.yaml", "name: [a\n", "line 2", "is not YAML that this reader takes"),
        ("ours.yaml", "name: !!python/object/apply:os.getcwd []\n", "line 1", "is not YAML that this reader takes"),
        ("ours.yaml", "name: \x00", "", "is not YAML that this reader takes"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(
    name: str, text: str, path: str, words: str, tmp_path: Path
) -> None:
    assert faults(written(tmp_path, name, text)) == [(path, words)]


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path: Path) -> None:
    latin = tmp_path / "latin.json"
    latin.write_bytes('{"title": "Röntgen"}'.encode("latin-1"))

    assert faults(tmp_path / "nowhere.yaml") == [("", "cannot be read (No such file or directory)")]
    assert faults(latin) == [("", "is not text in UTF-8")]


@pytest.mark.parametrize("text", ["", "[]", "just words", "3"])
def test_a_file_that_holds_no_table_is_refused(text: str, tmp_path: Path) -> None:
    assert faults(written(tmp_path, "ours.yaml", text))


def test_every_fault_of_the_table_is_told_at_once(tmp_path: Path) -> None:
    table = json.loads(UNSCHEDULED.table)
    table["moves"][0]["guards"] = ["no_such_rule"]
    table["tasks"][0]["phase"] = "elsewhere"

    told = faults(written(tmp_path, "ours.json", json.dumps(table)))

    assert [path for path, _ in told] == ["moves[0].guards", "tasks[0].phase"]


def test_a_host_s_own_rule_may_be_named_where_the_host_brings_it(tmp_path: Path) -> None:
    table = json.loads(UNSCHEDULED.table)
    table["moves"][0]["guards"] = ["our_rule"]
    path = written(tmp_path, "ours.json", json.dumps(table))

    assert load_playbook(path, guards={**GUARDS, "our_rule": Guard(users_are_back)}).moves[0].guards == ("our_rule",)
    assert [place for place, _ in faults(path)] == ["moves[0].guards"]
