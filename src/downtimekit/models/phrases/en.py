"""The words that are filled in, in English."""

from __future__ import annotations

from downtimekit.models.downtime.access import AccessTier
from downtimekit.models.downtime.targets import OutageTarget
from downtimekit.models.phrases.table import Phrases

ENGLISH = Phrases(
    language="en",
    not_known="not known yet",
    track="{service} at {site}",
    targets={target: target.label for target in OutageTarget},
    tiers={
        AccessTier.LIVE: "Use the system as usual.",
        AccessTier.DEGRADED: "Enter only what cannot wait, and have the paper forms at hand.",
        AccessTier.READ_ONLY: "Charts can be read and nothing can be entered: write on paper what you would enter.",
        AccessTier.DOCUMENT_SITE: "Notes and reports that were made before can be read on the document site; nothing"
        " can be entered there. Work on paper.",
        AccessTier.LOCAL_SNAPSHOT: "Charts can be read on the workstation that keeps a copy; nothing can be entered"
        " there. Work on paper.",
        AccessTier.PAPER: "Work on paper: take the numbered forms. Do not enter anything into the system.",
    },
    briefly={
        AccessTier.LIVE: "Use it as usual.",
        AccessTier.DEGRADED: "Enter only what cannot wait.",
        AccessTier.READ_ONLY: "Read only: write on paper.",
        AccessTier.DOCUMENT_SITE: "Read on the document site, write on paper.",
        AccessTier.LOCAL_SNAPSHOT: "Read the local copy, write on paper.",
        AccessTier.PAPER: "Work on paper.",
    },
    as_of="What is shown there is as of {as_of}.",
    briefly_as_of="Data as of {as_of}.",
    clock="%H:%M %Z",
    day="{shown:%Y-%m-%d}",
    in_sentence="{clock}",
    at_one="{clock}",
    on_day="{day} {time}",
    affected="Affected: {}",
    since="Since: {}",
    planned="Planned: {} to {}",
    at="At: {}",
    todo="What to do: {}",
    todo_then="From then on: {}",
    next_update="Next update by: {}",
    call="Questions: call {}",
    help_desk="the IT help desk",
    when_there_is_news="Next update: as soon as there is news",
    drill="DRILL",
    correction="CORRECTION",
    drill_banner="DRILL: this is an exercise. Nothing is down.",
    confirm="Confirm that you have read this",
    confirm_code="To confirm, answer with the code {code}.",
    asked_next="You are asked because not enough people have confirmed this so far.",
)
