"""Writes lists as plain text, which a phone, a fax or an old line printer can carry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap
from unicodedata import category

from attrs import frozen

from downtimekit.forms.words import ENGLISH, PAGE_WORDS, filled
from downtimekit.models.listing import TO_TICK, Listing

_WIDTH = 78
_LINES = 60
_HEAD, _FOOT = 3, 2
_NEXT_PAGE = "\f"
_INDENT = "    "
_REPLACED = "\N{REPLACEMENT CHARACTER}"


@frozen
class ListingText:
    """Writes a list as UTF-8 text, 78 characters wide and 60 lines high, with form feeds between the pages.

    A row is a paragraph: its box to tick and its first two columns, then the others with their names.
    """

    @property
    def suffix(self) -> str:
        """The ending of a file's name."""
        return ".txt"

    def render(self, listing: Listing) -> bytes:
        """Return the document."""
        words = PAGE_WORDS.get(listing.language.partition("-")[0], ENGLISH)
        pages = list(_paged(listing))
        texts = [
            "\n".join(
                (
                    *wrap(" - ".join(part for part in (_plain(listing.title), listing.mark) if part), _WIDTH),
                    "=" * _WIDTH,
                    *page,
                    "-" * _WIDTH,
                    f"{listing.foot}  {filled(words.page, page=number, pages=len(pages))}".strip(),
                    "",
                )
            )
            for number, page in enumerate(pages, start=1)
        ]
        return _NEXT_PAGE.join(texts).encode()


def _paged(listing: Listing) -> Iterator[Sequence[str]]:
    room = _LINES - _HEAD - _FOOT
    page = [*(line for fact in listing.facts for line in wrap(_plain(fact), _WIDTH)), ""]
    for row in listing.rows:
        for line in (lines := list(_lines(listing.columns, row))):
            if len(page) >= room or (line is lines[0] and len(page) + len(lines) > room >= len(lines)):
                yield page
                page = []
            page.append(line)
    yield page


def _lines(columns: Sequence[str], row: Sequence[str]) -> Iterator[str]:
    box = f"{TO_TICK} " if TO_TICK in row else ""
    first, second, *_ = (*map(_plain, row), "", "")
    told = [
        f"{name}: {_plain(text)}" for name, text in zip(columns[2:], row[2:], strict=True) if text not in ("", TO_TICK)
    ]
    yield from wrap(f"{box}{first}  {second}".rstrip(), _WIDTH, subsequent_indent=_INDENT)
    yield from wrap("  ".join(told), _WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT)


def _plain(text: str) -> str:
    """Return a text in one line; what would steer a printer or a screen is seen, and does nothing."""
    return "".join(_REPLACED if category(character) == "Cc" else character for character in " ".join(text.split()))
