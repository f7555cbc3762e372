"""What every shelf promises, as tests.

class TestOurShelf(ShelfContract):
    @pytest.fixture
    def shelf(self, tmp_path: Path) -> Shelf:
        return OurShelf(tmp_path)
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.ports.shelf import LONGEST_NAME, Shelf

NO_NAMES = (
    "",
    ".",
    "..",
    "../outside.pdf",
    "..\\outside.pdf",
    "/etc/outside.pdf",
    "c:outside.pdf",
    "a/b.pdf",
    "con",
    "nul.pdf",
    "com1.tar.gz",
    ".hidden",
    "ends.",
    "Upper.pdf",
    "two words.pdf",
    "a\x00b.pdf",
    "a\nb.pdf",
    "a\u202efdp.exe",
    "\uff0e\uff0e\uff0foutside.pdf",
    "na\u0308me.pdf",
    "x" * (LONGEST_NAME + 1),
)
"""Names that lead elsewhere, are devices, or are one file on some systems and two on others."""

_MANY = 32


class ShelfContract:
    """Inherit it, and give it a fixture `shelf`: an empty one."""

    def test_a_new_shelf_is_empty(self, shelf: Shelf) -> None:
        """And asking for a document that is not there is no error."""
        assert list(shelf.names()) == []
        assert shelf.read("0001-w-000017-v.pdf") is None

    @pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n\x00\xff", b"long" * 100_000], ids=["empty", "short", "long"])
    def test_what_is_put_down_is_there_to_the_last_byte(self, shelf: Shelf, content: bytes) -> None:
        """Whatever it holds."""
        shelf.save("0001-w-000017-v.pdf", content)

        assert shelf.read("0001-w-000017-v.pdf") == content
        assert list(shelf.names()) == ["0001-w-000017-v.pdf"]

    def test_a_document_of_the_same_name_takes_the_place_of_the_first(self, shelf: Shelf) -> None:
        """Nothing of the first is left."""
        shelf.save("contents.pdf", b"first, and longer")
        shelf.save("contents.pdf", b"second")

        assert shelf.read("contents.pdf") == b"second"
        assert list(shelf.names()) == ["contents.pdf"]

    def test_names_come_sorted(self, shelf: Shelf) -> None:
        """So that a folder is printed in the order of the day."""
        for name in ("0002-b.pdf", "0010-c.pdf", "0001-a.pdf"):
            shelf.save(name, name.encode())

        assert list(shelf.names()) == ["0001-a.pdf", "0002-b.pdf", "0010-c.pdf"]

    @pytest.mark.parametrize("name", NO_NAMES, ids=ascii)
    def test_no_name_leads_elsewhere(self, shelf: Shelf, name: str) -> None:
        """It is refused, to write and to read, and not repeated."""
        with pytest.raises(InvalidInput) as refused:
            shelf.save(name, b"planted")
        with pytest.raises(InvalidInput):
            shelf.read(name)

        assert len(name) < 5 or name not in str(refused.value)  # noqa: PLR2004  ("con" is in "content")
        assert list(shelf.names()) == []

    def test_the_longest_name_is_taken(self, shelf: Shelf) -> None:
        """Of a hundred characters."""
        shelf.save("x" * LONGEST_NAME, b"content")

        assert shelf.read("x" * LONGEST_NAME) == b"content"

    def test_several_may_put_down_documents_at_once(self, shelf: Shelf) -> None:
        """Each finds its own again."""
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(lambda number: shelf.save(f"{number:04d}.pdf", str(number).encode()), range(_MANY)))

        assert [shelf.read(name) for name in shelf.names()] == [str(number).encode() for number in range(_MANY)]
