"""Every Python code block that a reader may copy works.

The blocks of one page share one namespace and one empty folder: a page reads, and runs, from top to bottom.
A block that cannot run is marked in its page, with the reason: `<!-- skip: next "needs a mail server" -->`.
"""

from __future__ import annotations

import gc
import re
import warnings
from contextlib import suppress
from pathlib import Path
from unittest import SkipTest

import pytest
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

from tests.docs.pages import PAGES, ROOT, name_of

BLOCKS = Sybil(parsers=[PythonCodeBlockParser(), SkipParser()], path=str(ROOT), pattern="*.md")
FENCE = re.compile(r"^ *(?:```|~~~) *py.*$", re.MULTILINE)
PAGES_WITH_CODE = [page for page in PAGES if FENCE.search(page.read_text())]


@pytest.mark.parametrize("page", PAGES_WITH_CODE, ids=name_of)
def test_a_reader_can_run_a_page_from_top_to_bottom(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    document = BLOCKS.parse(page)
    for block in document.examples():
        with suppress(SkipTest):
            block.evaluate()
    # A page leaves its journal open, as a program does that ends with it; Python 3.13 tells when it is collected.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        document.namespace.clear()
        gc.collect()


@pytest.mark.parametrize("page", PAGES_WITH_CODE, ids=name_of)
def test_no_python_block_hides_from_the_run(page: Path) -> None:
    run = [block for block in BLOCKS.parse(page).examples() if isinstance(block.parsed, str)]

    assert len(run) == len(FENCE.findall(page.read_text()))
