"""The pages of the shipped playbooks say what the tables say today."""

from __future__ import annotations

from pathlib import Path

from downtimekit.playbooks.library import SHIPPED
from scripts.pictures import main, pages
from tests.docs.pages import DOCS, ROOT

FOLDER = DOCS / "playbooks"
MADE = dict(pages())


def test_they_are_up_to_date() -> None:
    kept = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.iterdir())}

    assert sorted(kept) == sorted(MADE)
    stale = [name for name in MADE if kept[name] != MADE[name]]
    assert stale == [], "run: python scripts/pictures.py"


def test_every_shipped_playbook_has_a_page_and_a_picture_in_the_site() -> None:
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")

    for playbook in SHIPPED:
        assert f"playbooks/{playbook.name}.md" in navigation
        assert f"({playbook.name}.svg)" in MADE[f"{playbook.name}.md"]
    assert "playbooks/index.md" in navigation


def test_they_can_be_written_elsewhere(tmp_path: Path) -> None:
    assert main([str(tmp_path / "new")]) == 0

    assert {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "new").iterdir()} == MADE
