"""The published JSON Schemas describe what the models take: a sample fits its schema, and a wrong one does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from jsonschema import Draft202012Validator
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from downtimekit.models.facts import FACT
from downtimekit.models.strict import Strict
from scripts.schemas import MARK, main, on_files, rooms, schemas
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


def test_every_public_model_is_published_under_a_name_of_its_own() -> None:
    public = [model for model in CONCRETE if model in MODELS.values()]

    assert len(public) == len(MODELS)
    assert set(PUBLISHED) == {*MODELS, "facts/Fact"}
    assert len({schema["$id"] for schema in PUBLISHED.values()}) == len(PUBLISHED)


@pytest.mark.parametrize("place", PUBLISHED)
def test_it_is_a_schema_that_says_what_it_is_about(place: str) -> None:
    schema = PUBLISHED[place]

    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    assert schema["description"]


@pytest.mark.parametrize("place", MODELS)
def test_a_sample_fits_and_a_wrong_one_does_not(place: str) -> None:
    schema = Draft202012Validator(PUBLISHED[place])

    @settings(max_examples=2, phases=[Phase.generate])
    @given(instances(MODELS[place]))
    def check(sample: Strict) -> None:
        document: dict[str, Any] = sample.model_dump(mode="json")
        assert [error.message for error in schema.iter_errors(document)] == []
        assert not schema.is_valid({**document, "rumour": "she was seen in the corridor"})
        assert not schema.is_valid([document])

    check()


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
    for place in PUBLISHED:
        assert f"({place}.json)" in rooms(PUBLISHED)
        found = files.get_file_from_path(f"schemas/{place}.json")
        assert found is not None
        assert json.loads(found.content_string) == PUBLISHED[place]


def test_they_can_be_had_without_the_site(tmp_path: Path) -> None:
    assert main([str(tmp_path)]) == 0
    assert main([]) == 2

    written = {path.relative_to(tmp_path).with_suffix("").as_posix() for path in tmp_path.rglob("*.json")}
    assert written == set(PUBLISHED)
