"""The published JSON Schemas describe what the models take: a sample fits its schema, and a wrong one does not."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from jsonschema import Draft202012Validator
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from downtimekit.models.facts import FACT
from downtimekit.models.people import ChannelKind, Contact, Directory, Role, Staff
from downtimekit.models.people.document import write_directory_json
from downtimekit.models.stored import FACTS, STAFF
from downtimekit.models.strict import Strict
from downtimekit.models.versions import SCHEMA
from scripts.schemas import GROUND, MARK, main, on_files, rooms, schemas
from tests.docs.pages import DOCS
from tests.every_model import CONCRETE
from tests.strategies import instances
from tests.unit.models.versions.expected import WEST

PUBLISHED = schemas()
MODELS = {
    f"{model.__module__.split('.')[2]}/{model.__name__}": model
    for model in CONCRETE
    if model.__module__.startswith("downtimekit.models.") and model.__name__.isidentifier()
}
PUBLIC = MODELS.keys() - GROUND


def test_every_public_model_is_published_under_a_name_of_its_own() -> None:
    public = [model for model in CONCRETE if model in MODELS.values()]

    assert len(public) == len(MODELS)
    assert set(PUBLISHED) == {*PUBLIC, "facts/Fact"}
    assert len({schema["$id"] for schema in PUBLISHED.values()}) == len(PUBLISHED)


def test_only_what_no_document_ever_is_is_left_out() -> None:
    used = {name for schema in PUBLISHED.values() for name in schema.get("$defs", {})}

    for place in GROUND:
        assert MODELS[place].__subclasses__()
        assert MODELS[place].__name__ not in used


def test_a_line_says_from_where_a_model_is_imported_that_its_room_does_not_hand_out() -> None:
    listed = rooms(PUBLISHED)

    assert "- [BreastReport](breast/BreastReport.json): " in listed
    assert "- [Facility](breast/Facility.json) (in `breast.mqsa`): " in listed
    assert "- [Track](downtime/Track.json) (in `downtime.tracks`): " in listed


@pytest.mark.parametrize("place", PUBLISHED)
def test_it_is_a_schema_that_says_what_it_is_about(place: str) -> None:
    schema = PUBLISHED[place]

    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    assert schema["description"]


HOLDING_ANYTHING = {"answers"}
"""Fields that take whatever a form of a site's own asks for: its definition says what fits."""


@pytest.mark.parametrize("place", sorted(PUBLIC))
def test_a_sample_fits_and_a_wrong_one_does_not(place: str) -> None:
    schema = Draft202012Validator(PUBLISHED[place])

    @settings(max_examples=2, phases=[Phase.generate])
    @given(instances(MODELS[place]))
    def check(sample: Strict) -> None:
        document: dict[str, Any] = sample.model_dump(mode="json")
        assert [error.message for error in schema.iter_errors(document)] == []
        assert not schema.is_valid({**document, "rumour": "she was seen in the corridor"})
        assert not schema.is_valid([document])
        for name in PUBLISHED[place].get("required", ()):
            assert not schema.is_valid({field: value for field, value in document.items() if field != name}), name
        for name in document.keys() - HOLDING_ANYTHING:
            assert not schema.is_valid(document | {name: {"rumour": [None]}}), name

    check()


def test_what_is_stored_fits_with_the_number_of_its_schema_and_no_other() -> None:
    contact = Contact(
        id="ines", name="Ines Itoh", roles=(Role.IT_LEAD,), channels=(ChannelKind.PHONE.at("+12025550101"),)
    )
    stored = {
        "people/Directory": write_directory_json(Directory(contacts=(contact,))),
        "people/Staff": STAFF.write(Staff(name="Carla Chen", role=Role.CHARGE_NURSE)),
        "facts/Fact": FACTS.write(WEST[0]),
    }
    for place, text in stored.items():
        schema, document = Draft202012Validator(PUBLISHED[place]), json.loads(text)
        assert document["schema"] == SCHEMA
        assert [error.message for error in schema.iter_errors(document)] == []
        assert not schema.is_valid(document | {"schema": SCHEMA + 1})


@pytest.mark.parametrize("place", PUBLISHED)
def test_it_says_its_number_and_names_no_host(place: str) -> None:
    assert PUBLISHED[place]["$id"] == f"urn:downtimekit:{SCHEMA}:{place.replace('/', ':')}"
    references = re.findall(r'"\$ref": "([^"]*)"', json.dumps(PUBLISHED[place]))
    assert all(reference.startswith("#/$defs/") for reference in references)


def test_facts_of_every_kind_fit_the_schema_of_facts() -> None:
    schema = Draft202012Validator(PUBLISHED["facts/Fact"])

    assert [fact.kind for fact in WEST if not schema.is_valid(FACT.dump_python(fact, mode="json"))] == []
    assert not schema.is_valid({"kind": "gossip"})
    assert not schema.is_valid({})


def test_the_page_lists_every_schema_and_the_site_has_it() -> None:
    config = MkDocsConfig()
    config.load_dict({"site_name": "downtimekit", "docs_dir": str(DOCS)})
    files = on_files(Files([]), config)

    assert MARK in (DOCS / "schemas" / "index.md").read_text(encoding="utf-8")
    listed = rooms(PUBLISHED)
    for place in PUBLISHED:
        assert f"({place}.json)" in listed
        found = files.get_file_from_path(f"schemas/{place}.json")
        assert found is not None
        assert json.loads(found.content_string) == PUBLISHED[place]


def test_they_can_be_had_without_the_site(tmp_path: Path) -> None:
    assert main([str(tmp_path)]) == 0
    assert main([]) == 2

    written = {path.relative_to(tmp_path).with_suffix("").as_posix() for path in tmp_path.rglob("*.json")}
    assert written == set(PUBLISHED)
