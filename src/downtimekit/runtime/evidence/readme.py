"""The page that says, in plain words, what the evidence is, what is in it and how it is checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from downtimekit.models.downtime import Downtime
from downtimekit.runtime.evidence.manifest import JOURNAL, MANIFEST, SUMS, WITHOUT_PATIENTS, EvidenceManifest
from downtimekit.runtime.evidence.requirements import Requirement

_WITHOUT = "what is about patients is left out; each such entry shows its kind and its digest only"
_FILES: Mapping[str, str] = {
    "after-action.md": "the figures of the downtime: how long, what was promised, kept and missed, the paper",
    "deadlines.csv": "every deadline that was set, and whether it was kept",
    JOURNAL: "the record itself, an entry a line, exactly as it was written",
    WITHOUT_PATIENTS: f"the record itself, an entry a line; {_WITHOUT}",
    "notices.csv": "who was told what, over which channel, and whether they have it",
    "requirements.csv": "what of this shows what laws and guides ask for, and what must be looked for elsewhere",
    "tasks.csv": "every task, whose it was, by when, and who did it when",
    "timeline.csv": "what happened, for a spreadsheet",
    "timeline.txt": "what happened, when and by whom, to read",
}
_PLAN = "the same rules, as the plan that people read"
_RULES = "the rules that were in force (the playbook), as they were pinned when the downtime was declared"


def readme(manifest: EvidenceManifest, *, about: Downtime, requirements: Iterable[Requirement]) -> bytes:
    """Return the page."""
    sections = (
        _heading(manifest, about),
        _files(manifest),
        _checking(manifest),
        _shown(requirements),
        _privacy(manifest),
    )
    return "\n".join("\n".join(section) + "\n" for section in sections).encode()


def _heading(manifest: EvidenceManifest, about: Downtime) -> list[str]:
    lines = [f"EVIDENCE OF THE DOWNTIME {manifest.downtime}"]
    if manifest.drill:
        lines += ["", "THIS WAS A DRILL. It was practised by the same rules; nothing was sent to anybody."]
    return [
        *lines,
        "",
        f"{', '.join(about.services)} at {', '.join(about.sites)}; it began"
        f" {about.local(about.began_at):%Y-%m-%d %H:%M} ({about.zone}).",
        f"Made {about.local(manifest.made_at):%Y-%m-%d %H:%M} ({about.zone}) by {manifest.made_by.name}.",
        "All times are those of the clinic's wall clock, unless a file says otherwise; the record itself is in UTC.",
    ]


def _files(manifest: EvidenceManifest) -> list[str]:
    return ["WHAT IS IN IT", "", *(f"  {file.name}\n      {_about(file.name)}" for file in manifest.files)]


def _about(name: str) -> str:
    return _FILES.get(name) or (_PLAN if name.endswith(".md") else _RULES)


def _checking(manifest: EvidenceManifest) -> list[str]:
    return [
        "HOW TO CHECK IT",
        "",
        f"  {MANIFEST} lists every file with its digest (SHA-256). Any tool that works out SHA-256 shows whether",
        f"  a file is the one that was made, such as: sha256sum --check {SUMS}",
        "  Each entry of the record holds a digest over itself and over the entry before it. So whoever alters,",
        "  removes or puts in an entry must rewrite everything after it. The last digest is",
        f"      {manifest.digest}",
        f"  after {manifest.entries} entries. Compare it with what the clinic, or somebody else, noted at the time:",
        "  that also finds a record that was rewritten as a whole. Ask for the digest of the manifest, too.",
        "  With downtimekit: verify_evidence(read_evidence(path)).",
    ]


def _shown(requirements: Iterable[Requirement]) -> list[str]:
    lines = ["WHAT IT SHOWS", ""]
    for one in requirements:
        doubt = "" if one.verified else " (number and wording not verified)"
        lines += [f"  {one.citation}{doubt}: {one.asks}.", f"      This {one.extent.value}: {one.how}."]
    return lines


def _privacy(manifest: EvidenceManifest) -> list[str]:
    if manifest.with_patients:
        lines = ["  IT HOLDS PATIENT DATA. Keep and hand it on as you would a chart."]
    else:
        lines = [
            "  What is about patients is left out. It is still not de-identified (45 CFR 164.514): the digests are",
            "  made from the entries that are left out, and staff may have written what they should not into a remark.",
            "  The clinic can show the full record, whose digests are the same.",
        ]
    return ["WHO MAY SEE IT", "", *lines]
