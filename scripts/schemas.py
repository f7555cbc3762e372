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

Schema = dict[str, Any]


def schemas() -> Mapping[str, Schema]:
    """Return every schema by its place, such as ``breast/BreastReport``: the room and the model, in this order."""
    found = {_place(model): _published(_place(model), model.model_json_schema()) for model in _public(Strict)}
    found["facts/Fact"] = _published("facts/Fact", _of_facts(FACT))
    return dict(sorted(found.items()))


def _public(model: type[Strict]) -> Iterator[type[Strict]]:
    for module in pkgutil.walk_packages(downtimekit.models.__path__, f"{downtimekit.models.__name__}."):
        importlib.import_module(module.name)
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
    return {"$schema": DIALECT, "$id": f"urn:downtimekit:{SCHEMA}:{place.replace('/', ':')}", **words, **schema}


def _of_facts(adapter: TypeAdapter[Any]) -> Schema:
    words = "A fact of any kind, as the journal holds it; there, `schema` stands before what is described here."
    return {"title": "Fact", "description": words, **adapter.json_schema()}


def rooms(found: Mapping[str, Schema]) -> str:
    """Return the list of all schemas for the page: a heading for each room, a line for each model."""
    lines: list[str] = []
    room = ""
    for place, schema in found.items():
        here, _, name = place.partition("/")
        if here != room:
            lines += ["", f"## {here}", ""]
            room = here
        first = _first_sentence(schema)
        lines.append(f"- [{name}]({place}.json): {first}" if first else f"- [{name}]({place}.json)")
    return "\n".join(lines)


def _first_sentence(schema: Schema) -> str:
    described = schema.get("description") or ""
    return str(described).partition("\n")[0].replace("``", "`")


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
