"""The demo, as somebody runs it: from the first phone call to the last report, also when it is killed on the way."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from attrs import frozen
from sample_ris import SampleRis

from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.models.facts import NoticeSettled, RecordEntered
from downtimekit.runtime import Desk
from tests.integration.mail_servers import SENDER, Mailbox, free_port

Json = Any
"""What a JSON document may hold."""

ROOT = Path(__file__).parents[2]
DEMO = [sys.executable, str(ROOT / "examples" / "demo.py")]
KEYED = ROOT / "examples" / "data"
DOWNTIME = "west-2026-03-03"


@frozen
class Played:
    """A run of the demo that came to its end, and what it left."""

    folder: Path
    code: int
    said: str
    complained: str

    @property
    def contents(self) -> list[dict[str, Any]]:
        """What stands in the RIS."""
        return SampleRis(self.folder / "ris.db").contents()

    @property
    def digest(self) -> str:
        """What the journal's chain ends with; it holds."""
        with SqliteJournal(self.folder / "journal.db") as journal:
            return journal.verify(DOWNTIME)

    @property
    def facts(self) -> Counter[str]:
        """What the journal holds, in whatever order channels that work at the same time have answered."""
        with SqliteJournal(self.folder / "journal.db") as journal:
            return Counter(entry.fact.model_dump_json() for entry in journal.read(DOWNTIME))

    def text(self, name: str) -> str:
        """Return one of the files."""
        return (self.folder / name).read_text("utf-8")

    def names(self, pattern: str) -> list[str]:
        """Return the names of files; a draft that a kill left behind is none."""
        return sorted(path.name for path in self.folder.glob(pattern) if not path.name.startswith("."))


def play(folder: Path, *arguments: str) -> Played:
    """Run the demo to its end."""
    command = [*DEMO, "--out", str(folder), *arguments]
    ended = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    return Played(folder, ended.returncode, ended.stdout, ended.stderr)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Run the demo once, undisturbed."""
    return play(tmp_path_factory.mktemp("demo") / "out")


def test_the_downtime_is_played_to_its_end(played: Played) -> None:
    assert (played.code, played.complained) == (0, "")
    with SqliteJournal(played.folder / "journal.db") as journal:
        standing = Desk(journal=journal).outage(DOWNTIME).standing

    assert standing.phase == "closed"
    assert "It stands at: Closed: nothing is open." in played.text("after-action.md")


def test_what_a_ward_needs_lies_in_the_folder(played: Played) -> None:
    files = {"after-action.md", "journal.db", "plan-1.txt", "plan-2.txt", "ris.db", "timeline.txt"}
    sheet = {"call-sheet.txt", "call-sheet.json"}

    assert set(played.names("*")) == files | sheet | {"calls", "notices", "packets"}
    papers = [Path(name).stem for name in played.names("packets/*.pdf")]
    assert (papers[0], papers[-1], len(papers[1:-1])) == ("0000-contents", "print-job", 8)
    assert len(played.names("notices/*.eml")) == 11  # before and after: meanwhile mail is lost with the internet line
    assert len(played.names("calls/*.json")) == 53


def test_paper_balances_at_the_end(played: Played) -> None:
    assert "numbered forms issued: 24 = 0 out, 20 returned, 3 voided, 1 missing" in played.text("after-action.md")
    assert "- sheets typed in: 21; in the chart: 21" in played.text("after-action.md")


def test_what_was_too_early_is_refused_with_every_reason(played: Played) -> None:
    assert played.said.count("was refused in phase") == 4
    assert "interface 'orm-in' is not validated" in played.said
    assert "1 typed sheet is not in the chart: W-000012-4" in played.said


def typed_in() -> Mapping[tuple[str, str], Mapping[str, Any]]:
    """Return what the clerks typed in last, by exam and form, straight from their files."""
    forms = ("questionnaire", "tech_notes", "report")
    sheets = [
        *json.loads((KEYED / "keyed-sheets.json").read_text("utf-8")),
        *json.loads((KEYED / "keyed-corrections.json").read_text("utf-8")),
    ]
    return {(s["accession"], forms[(int(s["serial"].split("-")[1]) - 1) % 3]): s for s in sheets}


def holds(found: Json, said: Json) -> bool:
    """Say whether a record holds all that was typed; a bare word stands for the thing of that kind."""
    if isinstance(said, dict):
        return all(name in found and holds(found[name], answer) for name, answer in said.items())
    if isinstance(said, list):
        return len(found) == len(said) and all(map(holds, found, said))
    return bool((found["kind"] if isinstance(found, dict) else found) == said)


def test_every_sheet_is_in_the_chart_once_under_its_patient_and_with_its_date(played: Played) -> None:
    schedule = json.loads((KEYED / "schedule.json").read_text("utf-8"))
    owners = {visit["accession"]: visit["patient"]["mrn"] for visit in schedule["appointments"]}
    records = {(record["accession"], record["kind"]): record for record in played.contents}
    sheets = typed_in()

    assert len(records) == len(played.contents) == 20
    assert records.keys() == sheets.keys()
    for place, record in records.items():
        assert record["mrn"] == owners[place[0]]
        assert record["occurred_at"] == sheets[place]["occurred_at"]
        assert record["performed_by"] == sheets[place]["performed_by"]
        assert holds(record["content"], sheets[place]["content"])
        assert len(sheets[place]["content"].get("findings", ())) == len(record["content"].get("findings", ()))


def test_played_again_nothing_changes(played: Played, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(played.folder, tmp_path / "out"))
    again = play(folder)

    assert (again.code, again.complained) == (0, "")
    assert (again.digest, again.contents) == (played.digest, played.contents)
    for name in ("timeline.txt", "after-action.md", "plan-1.txt", "plan-2.txt", "call-sheet.txt"):
        assert again.text(name) == played.text(name)


def killed_on_the_way(folder: Path, *, dice: random.Random) -> bool:
    """Start the demo and kill it at a random moment; return whether it was faster."""
    with subprocess.Popen([*DEMO, "--out", str(folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        for _ in range(dice.randrange(25)):
            process.stdout.readline()
        time.sleep(dice.random() * 0.1)
        process.kill()
        process.stdout.read()
    return process.returncode == 0


def check_that_kills_do_not_matter(folder: Path, played: Played, *, seed: int, kills: int) -> None:
    """Kill the demo again and again, then let it end: it ends as if nothing had happened."""
    dice = random.Random(seed)
    for _ in range(kills):
        if killed_on_the_way(folder, dice=dice):
            break
    ended = play(folder)

    assert (ended.code, ended.complained) == (0, "")
    assert ended.contents == played.contents
    assert ended.facts == played.facts
    assert SampleRis(folder / "ris.db").writes() == SampleRis(played.folder / "ris.db").writes()
    for pattern in ("packets/*", "notices/*", "calls/*"):
        assert ended.names(pattern) == played.names(pattern)
    for name in ("timeline.txt", "after-action.md", "call-sheet.txt"):
        assert Counter(ended.text(name).splitlines()) == Counter(played.text(name).splitlines())


@pytest.mark.slow
def test_killed_and_started_again_it_ends_the_same(played: Played, tmp_path: Path) -> None:
    check_that_kills_do_not_matter(tmp_path / "out", played, seed=1, kills=3)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 12))
def test_however_often_it_is_killed_it_ends_the_same(played: Played, tmp_path: Path, seed: int) -> None:
    check_that_kills_do_not_matter(tmp_path / "out", played, seed=seed, kills=6)


def test_the_journal_holds_every_receipt_and_every_entry_once(played: Played) -> None:
    with SqliteJournal(played.folder / "journal.db") as journal:
        facts = [entry.fact for entry in journal.read(DOWNTIME)]
    first = [(f.receipt.notice, f.receipt.contact) for f in facts if isinstance(f, NoticeSettled) and f.receipt.channel]
    entered = [fact.key for fact in facts if isinstance(fact, RecordEntered)]

    assert len(entered) == len(set(entered)) == 21
    assert max(Counter(first).values()) == 2  # it was sent, and then acknowledged


def test_faulty_contacts_are_answered_line_by_line_and_nothing_is_made(tmp_path: Path) -> None:
    contacts = tmp_path / "contacts.csv"
    contacts.write_text(
        "id,name,roles,sites,email,phone,channels\n"
        "nurse,Carla Chen,charge_nurse,west,carla.chen@example.org,+1 202-555-0102,email\n"
        "lead,Ines Itoh,it_boss,west,ines.itoh@example.org,,email\n"
        "clerk,Robin Roe,records_clerk,west,not-an-address,,email\n"
        "nurse,Nora Nemo,technologist,west,,555-0100,phone\n",
        "utf-8",
    )
    stopped = play(tmp_path / "out", "--contacts", str(contacts))

    assert (stopped.code, stopped.said) == (2, "")
    for line in ("line 3", "line 4", "line 5"):
        assert line in stopped.complained
    assert "line 2," not in stopped.complained
    assert "not-an-address" not in stopped.complained
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("arguments", [("--smtp", "smtp://user:planted-secret@"), ("--contacts", "nowhere.csv")])
def test_what_cannot_be_used_is_said_before_anything_is_made(tmp_path: Path, arguments: tuple[str, str]) -> None:
    stopped = play(tmp_path / "out", *arguments)

    assert stopped.code == 2
    assert stopped.complained.strip()
    assert "Traceback" not in stopped.complained
    assert "planted-secret" not in stopped.complained
    assert not (tmp_path / "out").exists()


@pytest.fixture
def post_office() -> Iterator[tuple[int, Mailbox]]:
    """Run a mail server on this machine, and yield its port and its mailbox."""
    mailbox, port = Mailbox(), free_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port, mailbox
    finally:
        controller.stop()


@pytest.mark.integration
def test_real_mails_go_out_over_a_real_server(played: Played, tmp_path: Path, post_office: tuple[int, Mailbox]) -> None:
    port, mailbox = post_office
    sent = play(tmp_path / "out", "--smtp", f"smtp://127.0.0.1:{port}?from={SENDER}&security=plain")
    told = [mail["X-Envelope-To"] for mail in mailbox.mails]

    assert (sent.code, sent.complained) == (0, "")
    assert len(told) == 11
    assert "frontdesk.west@example.org" in told
    assert len({mail["X-Downtimekit-Key"] for mail in mailbox.mails}) == 11
    assert sent.names("notices/*") == []
    assert sent.contents == played.contents


@pytest.mark.integration
def test_when_no_mail_server_answers_everybody_is_on_the_call_sheet(played: Played, tmp_path: Path) -> None:
    url = f"smtp://127.0.0.1:{free_port()}?from={SENDER}&security=plain"
    called = play(tmp_path / "out", "--smtp", url)

    assert (called.code, called.complained) == (0, "")
    assert "Calls on this sheet: 64" in called.text("call-sheet.txt")
    (told,) = [line for line in called.text("after-action.md").splitlines() if line.startswith("- notices:")]
    assert {part.split()[1] for part in told.removeprefix("- notices:").split(",")} == {"acknowledged", "suppressed"}
    assert called.contents == played.contents
