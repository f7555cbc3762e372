"""Put together what a surveyor reads and checks: one downtime, from the journal alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from attrs import field, frozen

from downtimekit.models import facts
from downtimekit.models.downtime import Downtime
from downtimekit.models.people import Staff
from downtimekit.playbooks import UNSCHEDULED, Playbook
from downtimekit.playbooks.guards import GUARDS, Guards
from downtimekit.playbooks.plans import plan, plan_markdown
from downtimekit.playbooks.table import playbook_of
from downtimekit.ports import Entry, Journal
from downtimekit.ports.agenda import in_utc
from downtimekit.ports.chain import Line, entry_of
from downtimekit.ports.jsonl import exported, lines_of
from downtimekit.runtime.after_action import after_action, summary
from downtimekit.runtime.desk import Desk
from downtimekit.runtime.evidence import tables
from downtimekit.runtime.evidence.leaving_out import rows_without_patients, without_words
from downtimekit.runtime.evidence.manifest import (
    JOURNAL,
    MANIFEST,
    SUMS,
    WITHOUT_PATIENTS,
    EvidenceFile,
    EvidenceManifest,
    sha256,
    sums,
)
from downtimekit.runtime.evidence.readme import readme
from downtimekit.runtime.evidence.requirements import REQUIREMENTS, Requirement
from downtimekit.runtime.evidence.stories import deadline_stories, notice_stories, task_stories
from downtimekit.runtime.replaying import lived
from downtimekit.runtime.timeline import in_words, timeline


@frozen
class Evidence:
    """What was put together.

    Attributes:
        files: the content of each file, by its name; `save_evidence` writes them into a folder or a zip file.
    """

    manifest: EvidenceManifest
    files: Mapping[str, bytes] = field(repr=False)

    @property
    def digest(self) -> str:
        """SHA-256 over the manifest: noted elsewhere, it shows that nothing of the whole was exchanged."""
        return sha256(self.files[MANIFEST])


@frozen
class _Record:
    """One downtime, read whole."""

    entries: Sequence[Entry] = field(repr=False)
    lines: Sequence[Line] = field(repr=False)
    rows: Sequence[str] = field(repr=False)
    rules: Playbook
    about: Downtime

    @property
    def tables(self) -> Iterator[tuple[str, str]]:
        """Yield the digest and the table of every playbook that it was run by, in that order."""
        yield self.rules.digest, self.rules.table
        for entry in self.entries:
            if isinstance(entry.fact, facts.RulesChanged):
                yield entry.fact.digest, entry.fact.table


def collect_evidence(
    journal: Journal,
    id: str,
    *,
    now: datetime,
    by: Staff,
    with_patients: bool = False,
    requirements: Sequence[Requirement] = REQUIREMENTS,
    playbooks: Sequence[Playbook] = (UNSCHEDULED,),
    guards: Guards = GUARDS,
) -> Evidence:
    """Put together the evidence of one downtime; it may be one that still goes on.

    Args:
        journal: where it is.
        id: of the downtime.
        now: when it is put together.
        by: who does it.
        with_patients: whether what is about patients goes with it.
        requirements: what laws and guides ask for.
        playbooks: the rules of downtimes that were declared by release 0.1.0.
        guards: the rules that its playbooks name.

    Raises:
        UnknownName: the journal holds no such downtime.
        JournalDamaged: its chain does not hold: there is no evidence of what was altered.
    """
    made_at = in_utc(now, "now")
    record = _read(journal, id, playbooks)
    files = dict(sorted(_files(record, with_patients, requirements, guards).items()))
    manifest = EvidenceManifest(
        downtime=id,
        drill=record.about.drill,
        with_patients=with_patients,
        made_at=made_at,
        made_by=by,
        entries=len(record.entries),
        digest=record.entries[-1].digest,
        rules=tuple(digest for digest, _ in record.tables),
        files=tuple(EvidenceFile(name=name, sha256=sha256(content)) for name, content in files.items()),
    )
    return _bound(manifest, files, record.about, requirements)


def _read(journal: Journal, id: str, playbooks: Sequence[Playbook]) -> _Record:
    outage = Desk(journal, playbooks=playbooks).outage(id)
    rows = tuple(exported(journal, streams=[id]))
    lines = tuple(lines_of(rows, source=id))
    return _Record(tuple(map(entry_of, lines)), lines, rows, outage.rules, outage.standing.downtime)


def _files(
    record: _Record, with_patients: bool, requirements: Sequence[Requirement], guards: Guards
) -> dict[str, bytes]:
    """Return all files but those that speak of the others."""
    moments = tuple(lived(record.entries, record.rules))
    standing = moments[-1].standing
    about, playbooks = standing.downtime, tuple(playbook_of(table) for _, table in record.tables)
    entries = record.entries if with_patients else tuple(map(without_words, record.entries))
    happened = tuple(timeline(entries, playbook=standing.playbook, downtime=about))
    figures = after_action(record.entries, playbook=standing.playbook, standing=standing)
    deadlines = deadline_stories(record.entries, playbooks=playbooks)
    name, rows = JOURNAL, record.rows
    if not with_patients:
        name, rows = WITHOUT_PATIENTS, tuple(rows_without_patients(record.entries, record.lines))
    return {
        name: "".join(rows).encode(),
        "timeline.txt": in_words(happened, downtime=about).encode(),
        "timeline.csv": tables.timeline_csv(happened, about=about),
        "after-action.md": summary(figures).encode(),
        "tasks.csv": tables.tasks_csv(task_stories(iter(moments), guards=guards), about=about, playbooks=playbooks),
        "deadlines.csv": tables.deadlines_csv(deadlines, about=about, playbooks=playbooks),
        "notices.csv": tables.notices_csv(notice_stories(record.entries), about=about),
        "requirements.csv": tables.requirements_csv(requirements),
        # Byte for byte what was pinned: the digest of the file is the one that the declaration names.
        **{
            f"playbook-{place}.md": plan_markdown(plan(playbook, downtime=about, guards=guards)).encode()
            for place, playbook in enumerate(playbooks, 1)
        },
        **{f"playbook-{place}.json": table.encode() for place, (_, table) in enumerate(record.tables, 1)},
    }


def _bound(
    manifest: EvidenceManifest, files: Mapping[str, bytes], about: Downtime, requirements: Sequence[Requirement]
) -> Evidence:
    """Return all files, with those that speak of the others."""
    page = readme(manifest, about=about, requirements=requirements)
    listed = EvidenceFile(name="README.txt", sha256=sha256(page))
    whole = manifest.model_copy(update={"files": (listed, *manifest.files)})
    text = whole.model_dump_json(indent=2).encode() + b"\n"
    return Evidence(whole, {"README.txt": page, **files, SUMS: sums(whole.files), MANIFEST: text})
