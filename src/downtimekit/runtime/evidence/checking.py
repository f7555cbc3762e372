"""Check evidence that somebody handed over: every file, and the chain of the record in it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping

from attrs import field, frozen

from downtimekit.errors import Fault, InvalidInput, NewerDocument
from downtimekit.models.reading import read_json
from downtimekit.ports.chain import Head
from downtimekit.ports.jsonl import lines_of
from downtimekit.runtime.evidence.leaving_out import head_without_patients
from downtimekit.runtime.evidence.manifest import MANIFEST, VERSION, EvidenceManifest, sha256
