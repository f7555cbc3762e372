"""The pages of the shipped playbooks under docs/playbooks/: picture, words and Mermaid, all made from the tables.

python scripts/pictures.py            writes the pages; a test says when they are out of date
python scripts/pictures.py FOLDER     writes them into another folder
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from downtimekit.playbooks import Playbook
from downtimekit.playbooks.guards import GUARDS, Takes
from downtimekit.playbooks.library import SHIPPED
from downtimekit.playbooks.pictures import mermaid, svg
from downtimekit.playbooks.pictures.words import ASKS
from downtimekit.playbooks.plans import plan, plan_markdown

FOLDER = Path(__file__).parents[1] / "docs" / "playbooks"

_MADE = "<!-- Made by scripts/pictures.py from the table; what is changed here is lost. -->\n"
_INDEX = f"""{_MADE}
# Shipped playbooks

Each page is made from the table that downtimes are run by: its picture, and every phase, task, signal, deadline and
notice in words. To write your own, see [the guide](../how-to/playbooks.md).

"""


def pages() -> Iterator[tuple[str, str]]:
    """Yield every file by its name."""
    index = _INDEX
    for playbook in SHIPPED:
        yield f"{playbook.name}.svg", svg(playbook)
        yield f"{playbook.name}.md", page(playbook)
        index += f"- [{playbook.title}]({playbook.name}.md): `{playbook.name}`, version {playbook.version}\n"
    yield "index.md", index


def page(playbook: Playbook) -> str:
    """Return the page of a playbook."""
    title, _, words = plan_markdown(plan(playbook)).partition("\n")
    rules, _, words = words.strip().partition("\n")
    return "\n".join(
        [
            _MADE,
            title.replace("Downtime plan: ", ""),
            "",
            rules,
            "",
            f"[![{playbook.title}: its phases and the signals between them; all of it is told below in words]"
            f"({playbook.name}.svg)]({playbook.name}.svg)",
            words,
            "## For a wiki\n",
            "The picture as Mermaid:\n",
            f"```text\n{mermaid(playbook)}```\n",
        ]
    )


def guards_table() -> str:
    """Return the table of all registered guards, as it stands in the guide."""
    lines = ["| Guard | After the colon | It holds when |", "| --- | --- | --- |"]
    for name, guard in GUARDS.items():
        about = "" if guard.takes is Takes.NOTHING else f"the {guard.takes}"
        words = ASKS[name].replace("{}", "...")
        lines.append(f"| `{name}` | {about} | {words} |")
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str]) -> int:
    """Write the pages."""
    folder = Path(arguments[0]) if arguments else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages():
        (folder / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
