"""The JSON Schema of every public model, room by room; a hook of mkdocs, which puts them into the built site.

python scripts/schemas.py FOLDER    writes them into a folder, without the site
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from pydantic import TypeAdapter

import downtimekit.models
from downtimekit.models.facts import FACT
from downtimekit.models.strict import Confidential, Strict
from downtimekit.models.versions import SCHEMA

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PAGE = "schemas/index.md"
MARK = "<!-- the rooms -->"

GROUND = frozenset({"behavioural/NotePart", "behavioural/Signed", "registration/Told"})
"""What other models are built on; no document is one of these by itself."""

Schema = dict[str, Any]

DOCUMENTS = frozenset({"capture/Capture", "facts/Fact", "people/Directory", "people/Staff", "plan/Plan"})
"""What is stored by itself, and then says its schema before everything else; see ``downtimekit.models.stored``."""


def schemas() -> Mapping[str, Schema]:
    """Return every schema by its place, such as ``breast/BreastReport``: the room and the model, in this order."""
    found = {place: _published(place, model.model_json_schema()) for place, model in _models().items()}
    found["facts/Fact"] = _published("facts/Fact", _of_facts(FACT))
    return dict(sorted(found.items()))


def _models() -> Mapping[str, type[Strict]]:
    for module in pkgutil.walk_packages(downtimekit.models.__path__, f"{downtimekit.models.__name__}."):
        importlib.import_module(module.name)
    return {_place(model): model for model in _public(Strict) if _place(model) not in GROUND}


def _public(model: type[Strict]) -> Iterator[type[Strict]]:
    for sub in model.__subclasses__():
        # What is generic has no fields of its own until it is said over what; what is made so has brackets in its name.
        is_ours = sub.__module__.startswith(downtimekit.models.__name__) and sub is not Confidential
        if is_ours and sub.__name__.isidentifier() and not sub.__name__.startswith("_") and not _is_generic(sub):
            yield sub
        yield from _public(sub)


def _is_generic(model: type[Strict]) -> bool:
    return bool(model.__pydantic_generic_metadata__["parameters"])


def _place(model: type[Strict]) -> str:
    room = model.__module__.removeprefix(f"{downtimekit.models.__name__}.").partition(".")[0]
    return f"{room}/{model.__name__}"


def _published(place: str, schema: Schema) -> Schema:
    # A model that holds itself is described among its own parts.
    own = schema["$defs"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else {}
    words = {name: own[name] for name in ("title", "description") if name in own}
    if place in DOCUMENTS:
        _may_say_its_schema(schema)
    return {"$schema": DIALECT, "$id": f"urn:downtimekit:{SCHEMA}:{place.replace('/', ':')}", **words, **schema}


def _may_say_its_schema(schema: Schema) -> None:
    """Let a document, or one of each kind, say by which schema it was written."""
    kinds = [schema["$defs"][one["$ref"].rpartition("/")[2]] for one in schema.get("oneOf", ())]
    for one in kinds or [schema]:
        one["properties"] = {"schema": {"const": SCHEMA}, **one["properties"]}


def _of_facts(adapter: TypeAdapter[Any]) -> Schema:
    words = "A fact of any kind, as the journal holds it."
    return {"title": "Fact", "description": words, **adapter.json_schema()}


def rooms(found: Mapping[str, Schema]) -> str:
    """Return the list of all schemas for the page: a heading and a line for each room, a line for each model."""
    lines: list[str] = []
    room = ""
    models = _models()
    for place, schema in found.items():
        here, _, name = place.partition("/")
        if here != room:
            lines += ["", f"## {here}", "", _about(here), ""]
            room = here
        inside = _inside(models[place]) if place in models else ""
        lines.append(f"- [{name}]({place}.json){inside}: {_first_sentence(schema)}")
    return "\n".join(lines)


def _about(room: str) -> str:
    """Return the first line of what the room says of itself."""
    return (importlib.import_module(f"{downtimekit.models.__name__}.{room}").__doc__ or "").partition("\n")[0]


def _inside(model: type[Strict]) -> str:
    """Return in which module a model is that the room itself does not hand out: the first that does."""
    parts = model.__module__.split(".")
    modules = [".".join(parts[:count]) for count in range(3, len(parts) + 1)]
    handed_out = next(name for name in modules if hasattr(importlib.import_module(name), model.__name__))
    return "" if handed_out == modules[0] else f" (in `{handed_out.split('.', 2)[2]}`)"


def _first_sentence(schema: Schema) -> str:
    return str(schema["description"]).partition("\n")[0].replace("``", "`")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Put the schemas into the site, before the links to them are checked."""
    for place, schema in schemas().items():
        file = File(f"schemas/{place}.json", None, config.site_dir, config.use_directory_urls)
        file.content_string = json.dumps(schema, indent=2)
        files.append(file)
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Put the list into its page."""
    return markdown.replace(MARK, rooms(schemas())) if page.file.src_uri == PAGE else markdown


def main(arguments: Sequence[str]) -> int:
    """Write the schemas into a folder."""
    if len(arguments) != 1:
        print(__doc__)
        return 2
    for place, schema in schemas().items():
        path = Path(arguments[0]) / f"{place}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(schema, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
