"""The file: a template, one style, one script and the contents, which no character can break out of.

Spelling checks, suggestions and translation are off in it: a browser may send what is typed to its maker for them.
"""

from __future__ import annotations

import json
from base64 import b64encode
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template

from downtimekit.forms.words.screen import ScreenWords
from downtimekit.models.forms import runs_right_to_left

# In this order: each part uses what stands before it.
_PARTS = (
    *("first", "dom", "moments", "answers", "checks", "vault", "drafts", "exporting"),
    *("fields", "table", "drawing", "sheet", "list", "start", "main"),
)
# What would end a block of JSON within HTML, or a line within JavaScript (ECMA-262 before 2019).
_ESCAPED = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def html_of(told: object, *, words: ScreenWords) -> bytes:
    """Return the file.

    Args:
        told: what the script finds in the page, as JSON has it.
        words: of the page's own language.
    """
    document = _template().substitute(
        language=escape(words.language),
        direction="rtl" if runs_right_to_left(words.language) else "ltr",
        policy=_policy(),
        title=escape(words.page_title),
        skip=escape(words.skip),
        needs_script=escape(words.needs_script),
        style=_part("page.css"),
        script=_script(),
        data=as_json(told).translate(_ESCAPED),
    )
    return document.encode()


def as_json(told: object) -> str:
    """Return JSON; the same for the same."""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


@cache
def _policy() -> str:
    """Return what the browser may do with the page: run this script, show this style, and fetch nothing at all."""
    return (
        f"default-src 'none'; script-src {_hash(_script())}; style-src {_hash(_part('page.css'))}; base-uri 'none'; "
        "form-action 'none'; require-trusted-types-for 'script'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@cache
def _template() -> Template:
    return Template(_part("page.html"))


@cache
def _script() -> str:
    return "\n".join(_part(f"{name}.js") for name in _PARTS)


@cache
def _part(name: str) -> str:
    return (files("downtimekit.adapters.offline_page") / "page" / name).read_text(encoding="utf-8")
