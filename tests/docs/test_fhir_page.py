"""The table of the FHIR guide says what the code does: every way, every model, and the resources that come of it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from typing import Any, get_args

import pytest
from attrs import frozen
from hypothesis import HealthCheck, Phase, given, settings

from downtimekit.interop import fhir
from downtimekit.interop.fhir.chart import WAYS
from downtimekit.models.capture import Content, RecordKind
from tests.docs.pages import DOCS
from tests.docs.tables import rows
from tests.fhir_roads import ROADS, Road

HEAD = ("what", "model", "FHIR R4", "module", "functions")


@frozen
class Line:
    """A line of the table: a model, the resources that it says, and the functions."""

    model: str
    resources: str
    module: str
    listed: str

    @property
    def functions(self) -> set[str]:
        """The functions, each with its module."""
        return {f"{self.module}.{name.strip('`')}" for name in self.listed.split(", ")}


TABLE: Mapping[str, Line] = {
    what: Line(*(cell.strip("`") for cell in cells)) for what, *cells in rows(DOCS / "how-to" / "fhir.md", head=HEAD)
}
MODELS = {RecordKind(model.model_fields["record"].default): model for model in get_args(get_args(Content)[0])}


def functions(ending: str) -> Iterator[str]:
    """Yield every public function with a name that ends so."""
    for found in pkgutil.iter_modules(fhir.__path__):
        module = importlib.import_module(f"{fhir.__name__}.{found.name}")
        own = (name for name, value in vars(module).items() if getattr(value, "__module__", "") == module.__name__)
        yield from (f"{found.name}.{name}" for name in own if name.endswith(ending) and not name.startswith("_"))


def named(path: str, *, within: str) -> Any:  # noqa: ANN401  (a model or a function)
    module, _, name = path.rpartition(".")
    return getattr(importlib.import_module(f"downtimekit.{within}.{module}"), name)


def test_every_way_into_and_out_of_fhir_stands_in_the_table_and_no_other() -> None:
    told = set[str]().union(*(line.functions for line in TABLE.values()))

    assert {*functions("to_fhir"), *functions("from_fhir")} <= told
    for path in told:
        assert callable(named(path, within="interop.fhir")), path


def test_every_kind_of_record_stands_there_with_the_ways_that_the_chart_takes() -> None:
    told = {
        (named(line.model, within="models"), named(function, within="interop.fhir"))
        for line in TABLE.values()
        if line.model
        for function in line.functions
    }
    ways = {(MODELS[kind], function) for kind, way in WAYS.items() for function in (way.write, way.read)}

    assert ways <= told


@pytest.mark.parametrize("what", ROADS)
def test_what_is_written_is_what_the_table_says(what: str) -> None:
    road: Road = ROADS[what]
    said = TABLE[what].resources.removeprefix("Bundle of ").split(", ")

    @settings(
        max_examples=5, phases=[Phase.generate], database=None, deadline=None, suppress_health_check=[*HealthCheck]
    )
    @given(road.made)
    def check(model: object) -> None:
        resource: Any = road.write(model).resource
        kinds = [resource["resourceType"]]
        if kinds == ["Bundle"]:
            assert TABLE[what].resources.startswith("Bundle of ")
            kinds = [entry["resource"]["resourceType"] for entry in resource.get("entry", ())]
        if said[0] != "the record's resources":
            assert kinds[:1] in ([said[0]], [])
            assert set(kinds) <= set(said)
        else:
            assert kinds[-1] == said[-1]

    check()
