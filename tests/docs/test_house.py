"""Anybody can read the repository, anywhere: no private paths, no dead links, no forgotten index."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, PAGES, ROOT, name_of

UNWANTED = {
    "a registry's host": r"\b(?:pypi|pythonhosted|npmjs|crates|anaconda)\.(?:org|com|io)\b",
    "a path of one machine": r"(?<![\w.:/-])/(?:work|root|home|Users|mnt|opt)/\w",
    "a private folder": r"(?<![\w./-])share[d]/\w+\.md",
    "an authoring tool": r"(?i)\b(?:claud[e]|anthropi[c]|opena[i]|chatgp[t]|copilo[t]|a[i] agents?)\b",
}
LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?!https?://|mailto:|#)([^)#\s]+)")


def project_files() -> list[Path]:
    """Return the files that are, or are about to be, under version control."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("needs a git checkout")
    listing = [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True, text=True).stdout.split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("unwanted", UNWANTED)
def test_no_file_mentions(unwanted: str) -> None:
    pattern = re.compile(UNWANTED[unwanted])
    found = [
        f"{name_of(file)}:{number}: {hit[0]}"
        for file in project_files()
        for number, line in enumerate(file.read_text(errors="replace").splitlines(), start=1)
        if (hit := pattern.search(line))
    ]

    assert found == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_of_a_page_leads_to_a_file(page: Path) -> None:
    targets = LINK.findall(page.read_text())

    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_decision_is_in_the_index() -> None:
    index = (DOCS / "adr" / "index.md").read_text()

    assert LINK.findall(index) == [page.name for page in sorted((DOCS / "adr").glob("[0-9]*.md"))]


def test_every_guide_is_in_the_index_and_in_the_navigation_in_one_order() -> None:
    guides = LINK.findall((DOCS / "how-to" / "index.md").read_text())
    navigation = re.findall(r"- how-to/(?!index)(\S+)", (ROOT / "mkdocs.yml").read_text())

    assert guides == navigation
    assert sorted(guides) == sorted(page.name for page in (DOCS / "how-to").glob("*.md") if page.name != "index.md")


def test_every_public_package_has_a_page_in_the_reference() -> None:
    package = ROOT / "src" / "downtimekit"
    public = {path.parent.name for path in package.glob("[!_]*/__init__.py")} | {"errors"}

    assert {page.stem for page in (DOCS / "reference").glob("*.md")} - {"index"} == public


def test_the_changelog_has_room_for_the_next_change() -> None:
    assert re.search(r"^## .*\bUnreleased\b", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
