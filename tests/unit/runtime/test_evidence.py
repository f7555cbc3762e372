"""What a surveyor is given: it can be read, it can be checked, and nothing of a patient slips into it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import get_args

import pytest
from attrs import evolve
from hypothesis import Phase, given, settings

from downtimekit.errors import InvalidInput, JournalDamaged, NewerDocument, UnknownName
from downtimekit.models import facts
from downtimekit.models.downtime import Scheduled, Window
from downtimekit.models.stored import FACTS
from downtimekit.models.strict import Strict
from downtimekit.playbooks import UNSCHEDULED, Playbook
from downtimekit.playbooks.library.scheduled import SCHEDULED
from downtimekit.playbooks.library.shipped import SHIPPED
from downtimekit.ports.chain import Head
from downtimekit.ports.jsonl import lines_of
from downtimekit.runtime.desk import About, Desk
from downtimekit.runtime.evidence import REQUIREMENTS, Evidence, Extent, collect_evidence, verify_evidence
from downtimekit.runtime.evidence.leaving_out import LEFT_OUT, rows_without_patients
from downtimekit.testing import MemoryJournal, VirtualClock
from tests.lived import SECRETS, a_life
from tests.property.test_silence import secrets
from tests.strategies import instances
from tests.ward import BEGAN, CLERK, NURSE, after, an_outage

LIFE = a_life()
ENTRIES = LIFE.journal.read(LIFE.id)
WITH = collect_evidence(LIFE.journal, LIFE.id, now=after(600), by=CLERK, with_patients=True)
WITHOUT = collect_evidence(LIFE.journal, LIFE.id, now=after(600), by=CLERK)
BOTH = pytest.mark.parametrize("evidence", [WITH, WITHOUT], ids=["with patients", "without"])

Files = dict[str, bytes]


def rows(evidence: Evidence, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(evidence.files[name].decode(), newline="")))


class TestReading:
    @BOTH
    def test_everything_is_listed_and_the_page_says_what_it_is(self, evidence: Evidence) -> None:
        page = evidence.files["README.txt"].decode()

        assert {*evidence.files} == {file.name for file in evidence.manifest.files} | {"manifest.json", "SHA256SUMS"}
        for file in evidence.manifest.files:
            assert file.name == "README.txt" or f"  {file.name}\n" in page
        assert ENTRIES[-1].digest in page
        assert "45 CFR 164.308(a)(7)(ii)(C)" in page

    def test_the_page_warns_of_what_is_in_it(self) -> None:
        assert "IT HOLDS PATIENT DATA" in WITH.files["README.txt"].decode()
        assert "not de-identified (45 CFR 164.514)" in WITHOUT.files["README.txt"].decode()

    def test_a_drill_is_marked(self) -> None:
        life = a_life(drill=True)
        drill = collect_evidence(life.journal, life.id, now=after(600), by=CLERK)

        assert drill.manifest.drill
        assert "THIS WAS A DRILL" in drill.files["README.txt"].decode()
        assert "DRILL" in drill.files["timeline.txt"].decode()
        assert {row["drill"] for row in rows(drill, "notices.csv")} == {"yes"}
        assert "DRILL" not in WITHOUT.files["README.txt"].decode()

    def test_the_record_is_exactly_what_was_stored(self) -> None:
        text = io.StringIO(WITH.files["journal.jsonl"].decode(), newline="\n")

        assert list(lines_of(text, source="journal.jsonl")) == list(LIFE.journal.lines(LIFE.id))

    def test_the_rules_are_those_that_were_pinned(self) -> None:
        pinned = WITH.files["playbook-1.json"]

        assert hashlib.sha256(pinned).hexdigest() == LIFE.standing.downtime.playbook_digest
        assert UNSCHEDULED.title in WITH.files["playbook-1.md"].decode()

    def test_a_change_of_rules_shows_both(self) -> None:
        outage = an_outage("down")
        changed = UNSCHEDULED.model_copy(update={"version": 5, "title": "Our unscheduled downtime"})
        outage.migrate(type(changed).model_validate_json(changed.model_dump_json()), reason="new form", by=CLERK)
        evidence = collect_evidence(outage.journal, outage.id, now=after(600), by=CLERK)

        assert len(evidence.manifest.rules) == 2
        assert "Our unscheduled downtime" in evidence.files["playbook-2.md"].decode()
        assert verify_evidence(evidence.files).holds

    def test_who_did_each_task_and_when(self) -> None:
        tasks = {(row["task"], row["of"]): row for row in rows(WITHOUT, "tasks.csv")}
        told = tasks["Tell all impacted staff", ""]
        paper = next(row for (task, _), row in tasks.items() if task.startswith("Collect on paper"))

        assert (told["state"], told["by"], told["done"]) == ("done", "Carla Chen", "2026-03-03 13:57:00+00:00")
        assert (paper["how"], paper["by"]) == ("forms are at the desk", "Carla Chen")
        assert {row["state"] for row in tasks.values()} == {"done"}

    def test_a_task_that_nobody_did_is_told(self) -> None:
        outage = an_outage("down")
        evidence = collect_evidence(outage.journal, outage.id, now=after(600), by=CLERK)
        states = {row["task"]: (row["state"], row["by"]) for row in rows(evidence, "tasks.csv")}

        assert states["Contact vendor support"] == ("not done", "")
        assert states["Contact the internal IT help desk"] == ("done", "Ines Itoh")

    def test_which_deadlines_were_kept_and_which_were_missed(self) -> None:
        updates = [row for row in rows(WITHOUT, "deadlines.csv") if row["deadline"] == "The next update to staff"]

        assert [row["what became of it"] for row in updates] == ["missed, done late", "no longer needed"]
        assert updates[0]["due"] == "2026-03-03 14:22:00+00:00"
        assert updates[0]["recorded"] == "2026-03-03 14:37:00+00:00"

    def test_an_update_in_time_was_kept_and_one_to_come_still_stands(self) -> None:
        outage = an_outage("down")
        outage.signal("update_given", news="still out", by=CLERK)
        evidence = collect_evidence(outage.journal, outage.id, now=after(600), by=CLERK)
        updates = [row for row in rows(evidence, "deadlines.csv") if row["promised"] == "yes"]

        assert [row["what became of it"] for row in updates] == ["kept", "still stands"]

    def test_every_notice_is_there_with_what_became_of_it(self) -> None:
        notices = rows(WITHOUT, "notices.csv")

        assert {row["notice"] for row in notices} == set(LIFE.standing.notices)
        assert {(row["contact"], row["receipt"]) for row in notices} == {("charge-nurse", "acknowledged")}

    def test_a_notice_of_which_nothing_is_known_is_told(self) -> None:
        outage = an_outage("down")
        evidence = collect_evidence(outage.journal, outage.id, now=after(600), by=CLERK)

        assert {row["receipt"] for row in rows(evidence, "notices.csv")} == {"nothing is known"}

    def test_no_spreadsheet_runs_what_somebody_wrote(self) -> None:
        outage = an_outage("down")
        outage.complete("work_on_paper", remark="=HYPERLINK(0)", by=CLERK)
        evidence = collect_evidence(outage.journal, outage.id, now=after(600), by=CLERK)

        assert [row["how"] for row in rows(evidence, "tasks.csv") if "HYPER" in row["how"]] == ["'=HYPERLINK(0)"]


@pytest.mark.parametrize("playbook", SHIPPED, ids=lambda playbook: playbook.name)
def test_a_downtime_under_any_shipped_playbook_has_evidence_also_while_it_goes_on(playbook: Playbook) -> None:
    clock = VirtualClock(BEGAN)
    window = Window(zone="America/New_York", starts=datetime(2026, 3, 8, 1), ends=datetime(2026, 3, 8, 5))  # noqa: DTZ001
    said: About = {"sites": ("west", "east"), "services": ("RIS", "PACS"), "zone": "America/New_York"}
    if playbook is SCHEDULED:
        said["event"] = Scheduled(window=window)
    outage = Desk(MemoryJournal(), clock).declare(playbook, id="west-1", by=NURSE, **said)
    clock.advance_to(BEGAN + timedelta(days=7))
    outage.tick(by=NURSE)

    evidence = collect_evidence(outage.journal, "west-1", now=clock.now(), by=CLERK)

    assert verify_evidence(evidence.files).holds
    assert {row["state"] for row in rows(evidence, "tasks.csv")} <= {"done", "not done"}
    deadlines = rows(evidence, "deadlines.csv")
    set_so_often = sum(entry.fact.kind == "promised" for entry in outage.journal.read("west-1"))
    assert len(deadlines) == set_so_often
    overdue = [row for row in deadlines if datetime.fromisoformat(row["due"]) < clock.now()]
    assert {row["what became of it"] for row in overdue} <= {"came", "missed", "missed, done late"}


class TestRequirements:
    @pytest.mark.parametrize("letter", "ABCDE")
    def test_every_part_of_a_contingency_plan_is_answered(self, letter: str) -> None:
        assert [one for one in REQUIREMENTS if one.citation == f"45 CFR 164.308(a)(7)(ii)({letter})"]

    @BOTH
    def test_the_files_that_show_it_are_there(self, evidence: Evidence) -> None:
        for one in REQUIREMENTS:
            for name in one.files:
                assert any(file.startswith(name) for file in evidence.files), (one.citation, name)
            assert one.source
            assert one.files or one.extent is Extent.NOT_HERE

    def test_what_was_not_read_in_its_source_says_so(self) -> None:
        table = rows(WITHOUT, "requirements.csv")

        assert {row["verified"] for row in table if row["where it is asked for"].startswith("SAFER")} == {
            "no: look it up before you rely on it"
        }
        assert len(table) == len(REQUIREMENTS)

    def test_a_clinic_gives_its_own(self) -> None:
        ours = [evolve(REQUIREMENTS[0], citation="House rule 7")]
        evidence = collect_evidence(LIFE.journal, LIFE.id, now=after(600), by=CLERK, requirements=ours)

        assert "House rule 7" in evidence.files["README.txt"].decode()
        assert [row["where it is asked for"] for row in rows(evidence, "requirements.csv")] == ["House rule 7"]


class TestWithoutPatients:
    @pytest.mark.parametrize("secret", SECRETS)
    def test_nothing_of_a_patient_is_in_any_file(self, secret: str) -> None:
        assert [name for name, content in WITHOUT.files.items() if secret in content.decode()] == []
        assert any(secret in content.decode() for content in WITH.files.values())

    @pytest.mark.parametrize("model", get_args(get_args(facts.Fact)[0]), ids=lambda model: model.__name__)
    def test_whatever_a_fact_can_hold_of_a_patient_is_left_out(self, model: type[Strict]) -> None:
        entry, line = ENTRIES[0], next(LIFE.journal.lines(LIFE.id))

        @settings(max_examples=3, phases=[Phase.generate])
        @given(instances(model, planted=True))
        def check(fact: Strict) -> None:
            assert isinstance(fact, get_args(get_args(facts.Fact)[0]))
            text = FACTS.write(fact)
            (_, row) = rows_without_patients([evolve(entry, fact=fact)], [line._replace(fact=text)])
            assert [secret for secret in secrets(fact) if secret in row] == []
            assert (json.loads(row)["fact"] is None) is (fact.kind in LEFT_OUT)

        check()

    def test_what_is_not_about_patients_is_still_there(self) -> None:
        text = WITHOUT.files["journal-without-patients.jsonl"].decode()
        kept = [json.loads(row)["left_out"] for row in text.splitlines()[1:]]

        assert len(kept) == len(ENTRIES)
        assert kept.count("") == sum(entry.fact.kind not in LEFT_OUT for entry in ENTRIES)
        assert {entry.fact.kind for entry in ENTRIES} > LEFT_OUT & {entry.fact.kind for entry in ENTRIES} != set()

    def test_evidence_shows_nothing_of_itself(self) -> None:
        assert not any(secret in repr(WITH) for secret in SECRETS)


def altered(name: str, old: bytes, new: bytes) -> Callable[[Files], None]:
    def alter(files: Files) -> None:
        assert old in files[name]
        files[name] = files[name].replace(old, new, 1)

    return alter


def relisted(change: Callable[[Files], None], name: str) -> Callable[[Files], None]:
    """Alter a file, and let manifest and sums say so, as somebody would who knows how."""

    def forge(files: Files) -> None:
        before = hashlib.sha256(files[name]).hexdigest().encode()
        change(files)
        now = hashlib.sha256(files[name]).hexdigest().encode()
        for listing in ("manifest.json", "SHA256SUMS"):
            files[listing] = files[listing].replace(before, now)

    return forge


RECORD = {True: "journal.jsonl", False: "journal-without-patients.jsonl"}


class TestChecking:
    @BOTH
    def test_what_was_made_holds(self, evidence: Evidence) -> None:
        found = verify_evidence(evidence.files, noted=Head(7, ENTRIES[6].digest))

        assert found.holds
        assert found.head == Head(len(ENTRIES), ENTRIES[-1].digest)
        assert found.digest == evidence.digest
        assert "files are as they were made" in found.explain()

    @BOTH
    @pytest.mark.parametrize("name", [name for name in WITHOUT.files if not name.startswith(("manifest", "journal"))])
    def test_a_byte_more_in_any_file_is_found(self, evidence: Evidence, name: str) -> None:
        found = verify_evidence({**evidence.files, name: evidence.files[name] + b" "})

        assert name in {fault.path for fault in found.faults}
        assert f"DAMAGED  {name}" in found.explain()

    @BOTH
    def test_a_file_that_is_missing_or_was_put_in_is_found(self, evidence: Evidence) -> None:
        files = {name: content for name, content in evidence.files.items() if name != "tasks.csv"} | {"notes.txt": b""}

        assert [str(fault) for fault in verify_evidence(files).faults] == [
            "tasks.csv: is missing",
            "notes.txt: was put in: the manifest does not know it",
        ]

    @BOTH
    @pytest.mark.parametrize(
        ("old", "new"),
        [(b"INC-4711", b"INC-4712"), (b"Carla Chen", b"Carla Chan"), (b"staff_told", b"staff_tell")],
    )
    def test_a_record_that_was_altered_with_its_digest_in_the_manifest_is_found(
        self, evidence: Evidence, old: bytes, new: bytes
    ) -> None:
        files, name = dict(evidence.files), RECORD[evidence.manifest.with_patients]
        relisted(altered(name, old, new), name)(files)

        (fault,) = verify_evidence(files).faults
        assert fault.path == name
        assert "line" in fault.words
        assert "altered" in fault.words

    @BOTH
    def test_a_record_that_ends_earlier_is_found(self, evidence: Evidence) -> None:
        files, name = dict(evidence.files), RECORD[evidence.manifest.with_patients]
        files[name] = b"".join(files[name].splitlines(keepends=True)[:-3])

        assert {fault.path for fault in verify_evidence(files).faults} == {name}

    @BOTH
    def test_a_record_that_was_rewritten_is_found_by_what_was_noted(self, evidence: Evidence) -> None:
        found = verify_evidence(evidence.files, noted=Head(7, ENTRIES[7].digest))

        assert ["entry 7 that was noted" in fault.words for fault in found.faults] == [True]

    def test_a_kept_fact_cannot_be_turned_into_one_that_was_left_out(self) -> None:
        name = RECORD[False]
        text = WITHOUT.files[name].decode().splitlines(keepends=True)
        tree = json.loads(text[2]) | {"fact": None, "left_out": "rules_pinned"}
        text[2] = json.dumps(tree, ensure_ascii=False, separators=(",", ":")) + "\n"
        files: Mapping[str, bytes] = {**WITHOUT.files, name: "".join(text).encode()}

        assert f"{name}: line 3: was altered" in verify_evidence(files).explain()

    def test_other_rules_are_found_also_where_the_manifest_lists_them(self) -> None:
        files = dict(WITH.files)
        relisted(altered("playbook-1.json", b"Unscheduled", b"Uncheduled"), "playbook-1.json")(files)
        # The digest stands in the manifest as that of the rules, too: both were exchanged.
        files["manifest.json"] = files["manifest.json"].replace(
            hashlib.sha256(files["playbook-1.json"]).hexdigest().encode(), UNSCHEDULED.digest.encode(), 1
        )

        assert any(fault.path == "playbook-1.json" for fault in verify_evidence(files).faults)

    @pytest.mark.parametrize("manifest", [None, b"", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"version": 1}'])
    def test_without_a_manifest_it_is_none(self, manifest: bytes | None) -> None:
        files = {name: content for name, content in WITH.files.items() if name != "manifest.json"}
        if manifest is not None:
            files["manifest.json"] = manifest

        with pytest.raises(InvalidInput, match=r"manifest\.json"):
            verify_evidence(files)

    def test_that_of_a_newer_release_is_told_apart(self) -> None:
        files = dict(WITH.files)
        altered("manifest.json", b'"version": 1', b'"version": 2')(files)

        with pytest.raises(NewerDocument):
            verify_evidence(files)

    def test_a_name_that_somebody_chose_is_not_repeated_whatever_it_is(self) -> None:
        found = verify_evidence({**WITH.files, "x" * 200: b"", "a\nb": b""})

        assert [fault.path for fault in found.faults] == ["(a file)", "(a file)"]


def test_there_is_no_evidence_of_what_was_altered() -> None:
    life = a_life()
    journal = life.journal
    assert isinstance(journal, MemoryJournal)
    journal._lines[life.id][5] = journal._lines[life.id][5]._replace(command="other")

    with pytest.raises(JournalDamaged):
        collect_evidence(journal, life.id, now=after(600), by=CLERK)
    with pytest.raises(UnknownName):
        collect_evidence(journal, "west-9", now=after(600), by=CLERK)


def test_the_same_downtime_gives_the_same_files() -> None:
    again = collect_evidence(LIFE.journal, LIFE.id, now=after(600), by=CLERK)

    assert again.digest == WITHOUT.digest
    assert again.files == WITHOUT.files
