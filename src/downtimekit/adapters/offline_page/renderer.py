"""The renderer of pages that are filled in on a screen, without a network."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import asdict, field, frozen
from pydantic import SecretStr

from downtimekit.adapters.offline_page.contents import Entry, form_entry, form_name, packet_entry
from downtimekit.adapters.offline_page.document import as_json, html_of
from downtimekit.errors import Fault, InvalidInput, Rejected
from downtimekit.forms.codes import Seal
from downtimekit.forms.drawings import DRAWINGS
from downtimekit.forms.plans import to_compile
from downtimekit.forms.words import PAGE_WORDS
from downtimekit.forms.words.screen import screen_words
from downtimekit.models.forms import FormDefinition, FormPlan, Layout, Packet, PagePlan, Sheet

if TYPE_CHECKING:
    from downtimekit.adapters.offline_page.locking import PageLock

ROUNDS = 600_000
"""How often PBKDF2-HMAC-SHA256 goes round for a passphrase: the least of the OWASP Password Storage Cheat Sheet."""
_SHORTEST = 8


@frozen
class OfflinePageRenderer:
    """Writes packets as one HTML file, to be opened from a folder, a stick or a share.

    Attributes:
        seal: signs the code of every sheet.
        passphrase: of at least 8 characters; with it, sheets stand in the file encrypted, and nothing of a patient can
            be read in it. Needs the extra ``encryption``.
        lock_exports: whether what is exported is encrypted with the passphrase that drafts are locked with; without a
            word, as the page is.
        lock_after: after how many minutes without a key or a click the page locks itself; 0 for never.
        salt: what keys are made with beside the passphrase; another one gives another file.
    """

    seal: Seal
    passphrase: SecretStr | None = field(default=None, kw_only=True, repr=False)
    lock_exports: bool | None = field(default=None, kw_only=True)
    lock_after: int = field(default=15, kw_only=True)
    salt: bytes = field(factory=lambda: secrets.token_bytes(16), kw_only=True, repr=False)

    def __attrs_post_init__(self) -> None:
        if self.passphrase is not None and len(self.passphrase.get_secret_value()) < _SHORTEST:
            raise InvalidInput("offline page", [Fault("passphrase", f"needs at least {_SHORTEST} characters")])

    @property
    def suffix(self) -> str:
        """The ending of the file's name."""
        return ".html"

    def compile(self, forms: Sequence[FormDefinition], *, layout: Layout) -> OfflinePagePress:
        """Prepare forms, each in those languages of the layout that it has; the page itself speaks the first.

        Raises:
            Rejected: a text of a form holds a character that cannot be shown, or it has none of the languages; the
                error names the form.
        """
        wanted = to_compile(forms, layout)
        return OfflinePagePress(
            settings=self,
            language=layout.languages[0],
            plans=tuple(_plan(form, language, layout) for form, language in wanted),
            forms={form_name(form, language): form_entry(form, language) for form, language in wanted},
            lock=self._lock(),
        )

    def _lock(self) -> PageLock | None:
        if self.passphrase is None:
            return None
        from downtimekit.adapters.offline_page.locking import PageLock  # noqa: PLC0415  (needs an extra)

        return PageLock.of(self.passphrase, salt=self.salt, rounds=ROUNDS)


@frozen(repr=False)
class OfflinePagePress:
    """Forms that are ready to be written into a page.

    Attributes:
        plans: one for each form in each language, without zones: a screen is not scanned.
    """

    settings: OfflinePageRenderer
    language: str
    plans: Sequence[FormPlan]
    forms: Mapping[str, Entry]
    lock: PageLock | None

    def render(self, packets: Iterable[Packet]) -> bytes:
        """Return one file with all packets.

        Raises:
            Rejected: there is no packet, a sheet is there twice, a form or its language was not compiled, or a
                character cannot be shown; the error names the sheet.
        """
        words = screen_words(self.language)
        entries = [self._packet(packet) for packet in packets]
        if not entries:
            raise Rejected("there is no packet to write")
        _refuse_twice(entries)
        contents = self._contents(entries)
        told: Entry = {
            "id": hashlib.sha256(self.settings.salt * bool(self.lock) + as_json(contents).encode()).hexdigest()[:20],
            "language": words.language,
            "words": {**asdict(PAGE_WORDS[words.language]), **asdict(words)},
            "marks": list(dict.fromkeys(mark for entry in entries for mark in entry["marks"])),
            "rounds": ROUNDS,
            "lock_after": self.settings.lock_after,
            "lock_exports": self._locks_exports,
        }
        inside = {"locked": self.lock.locked(as_json(contents))} if self.lock else {"contents": contents}
        return html_of({**told, **inside}, words=words)

    def files(self, packets: Iterable[Packet]) -> Iterator[bytes]:
        """Yield a file for each packet.

        Raises:
            Rejected: as `render` does.
        """
        return (self.render([packet]) for packet in packets)

    @property
    def _locks_exports(self) -> bool:
        chosen = self.settings.lock_exports
        return self.lock is not None if chosen is None else chosen

    def _packet(self, packet: Packet) -> Entry:
        words = PAGE_WORDS[screen_words(self.language).language]
        return packet_entry(
            packet, plans=[self._plan_of(sheet) for sheet in packet.sheets], seal=self.settings.seal, words=words
        )

    def _plan_of(self, sheet: Sheet) -> FormPlan:
        for plan in self.plans:
            if plan.form_digest == sheet.form.digest and plan.language == sheet.language:
                return plan
        raise Rejected(f"sheet {sheet.serial}: its form was not compiled in its language")

    def _contents(self, packets: Sequence[Entry]) -> Entry:
        """Return the packets with the forms and drawings that they need; words that forms share stand there once."""
        used = dict.fromkeys(sheet["form"] for packet in packets for sheet in packet["sheets"])
        words: dict[str, object] = {}
        forms = {}
        for name in used:
            form = self.forms[name]
            digest = hashlib.sha256(as_json(form["words"]).encode()).hexdigest()[:8]
            words[digest] = form["words"]
            forms[name] = {**form, "words": digest}
        marked = {field["diagram"] for form in forms.values() for field in form["fields"]}
        drawings = {diagram: asdict(drawing) for diagram, drawing in DRAWINGS.items() if diagram in marked}
        return {"packets": list(packets), "forms": forms, "words": words, "drawings": drawings}


def _refuse_twice(packets: Sequence[Entry]) -> None:
    """Drafts of one sheet in two places would overwrite each other."""
    seen: set[tuple[str, int]] = set()
    for sheet in (sheet for packet in packets for sheet in packet["sheets"]):
        name = sheet["serial"], sheet["copy"]
        if name in seen:
            raise Rejected(f"sheet {sheet['serial']}: stands in the page twice")
        seen.add(name)


def _plan(form: FormDefinition, language: str, layout: Layout) -> FormPlan:
    return FormPlan(form=form.key, form_digest=form.digest, language=language, paper=layout.paper, pages=(PagePlan(),))
