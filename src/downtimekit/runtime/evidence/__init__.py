"""Evidence of a downtime that somebody from outside can read and check: what happened, and that nothing was altered."""

from downtimekit.runtime.evidence.checking import EvidenceCheck, verify_evidence
from downtimekit.runtime.evidence.collecting import Evidence, collect_evidence
from downtimekit.runtime.evidence.manifest import EvidenceFile, EvidenceManifest
from downtimekit.runtime.evidence.requirements import REQUIREMENTS, Extent, Requirement

__all__ = [
    "REQUIREMENTS",
    "Evidence",
    "EvidenceCheck",
    "EvidenceFile",
    "EvidenceManifest",
    "Extent",
    "Requirement",
    "collect_evidence",
    "verify_evidence",
]
