"""A print job: a document for each patient and one for the whole pile, on a shelf; killed, it is run again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from functools import cached_property

from attrs import define, field, frozen

from downtimekit.errors import Fault, InvalidInput, Rejected
from downtimekit.forms.contents import contents_of
from downtimekit.forms.packet import blanked
from downtimekit.models.forms import FormDefinition, Layout, Packet
from downtimekit.models.listing import Listing
from downtimekit.ports import Press, Renderer, Shelf
from downtimekit.ports.listing import ListingRenderer
from downtimekit.runtime.printing.drawing import (
    Drawn,
    Setup,
    Work,
    drawn,
    drawn_there,
    in_order,
    parts_of,
    together_there,
)
from downtimekit.runtime.printing.manifest import NAME, Manifest, PrintedFile, digest_of, job_digest
from downtimekit.runtime.printing.naming import cover_faults, cover_name, file_name
from downtimekit.runtime.printing.printed import Printed, Progress


@frozen(slots=False)
class PrintJob:
    """A pile of packets, to be drawn and put on a shelf.

    A run that was killed is run again: what is finished, whole and of the same packets is kept, the rest is drawn.

    Attributes:
        packets: in the order in which they are printed.
        renderer: draws them; for processes it must be possible to pickle it, its secret too.
        shelf: an empty one, or the one on which the same job was begun.
        layout: for which paper; sheets may be in other languages than its own.
        contents: draws the sheet that says what is in the pile; without it there is none.
        covers: what else lies on top of the pile, by its name and ending: the day's schedule as ``schedule.pdf``. In
            the files' names, capitals become small and other signs hyphens; no two may become the same.
        join: makes one document of several, such as `adapters.pdf_joined.joined`: with it, the print job begins with
            what lies on top.
        packets_per_document: how many packets are in one document of the print job; all of them where it is None.
        chunk: how many packets are given to a worker at a time; ahead: to how many workers before the first answers.
        saving: threads of the host's, such as a ``ThreadPoolExecutor(16)``, by which the files of a chunk are saved at
            the same time: a disk takes as long for one as for all. The manifest is written after them in any case.
    """

    packets: tuple[Packet, ...] = field(converter=tuple[Packet, ...], repr=False)
    renderer: Renderer
    shelf: Shelf
    layout: Layout = field(factory=Layout)
    contents: ListingRenderer | None = None
    covers: Mapping[str, bytes] = field(factory=dict, repr=False)
    join: Callable[[Sequence[bytes]], bytes] | None = None
    packets_per_document: int | None = None
    chunk: int = 32
    ahead: int = 16
    saving: Executor | None = field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        """Refuse what cannot be printed."""
        serials = Counter(sheet.serial for packet in self.packets for sheet in packet.sheets)
        twice = sorted(serial for serial, times in serials.items() if times > 1)
        sizes = {"packets_per_document": self.packets_per_document, "chunk": self.chunk, "ahead": self.ahead}
        faults = [Fault(name, "must be at least 1") for name, size in sizes.items() if size is not None and size < 1]
        if not self.packets:
            faults.append(Fault("packets", "is empty: there is nothing to print"))
        if twice:
            faults.append(Fault("packets", f"sheets are in it more than once: {', '.join(twice[:10])}"))
        on_top = [*self.covers, *filter(None, [self.contents_name])]
        faults += [Fault("covers", words) for words in cover_faults(on_top)]
        if faults:
            raise InvalidInput("print job", faults)

    def run(
        self, *, executor: Executor | None = None, progress: Callable[[Progress], object] = lambda _: None
    ) -> Printed:
        """Print whatever is not finished yet.

        Args:
            executor: whose workers draw; without one, everything is drawn here.
            progress: called after each chunk.

        Raises:
            Rejected: a form cannot be drawn at all, or the shelf's key is another one.
            Unreachable: the shelf cannot be written now, or a worker died; run it again.
            InvalidInput: another print lies on the shelf.
        """
        run = _Run(self, executor, self._manifest())
        run.draw_files(progress)
        run.put_covers()
        run.draw_documents()
        return run.finished()

    @cached_property
    def setup(self) -> Setup:
        """What the press is compiled from."""
        forms = dict[str, FormDefinition]()
        known = dict[int, str]()
        for packet in self.packets:
            for sheet in packet.sheets:
                digest = known.get(id(sheet.form)) or known.setdefault(id(sheet.form), sheet.form.digest)
                forms.setdefault(digest, sheet.form)
        spoken = (sheet.language for packet in self.packets for sheet in packet.sheets)
        languages = tuple(dict.fromkeys([*self.layout.languages, *spoken]))
        layout = self.layout.model_copy(update={"languages": languages})
        return Setup(self.renderer, tuple(forms.values()), layout)

    @cached_property
    def pages(self) -> Mapping[tuple[str, str], int]:
        """How many pages a form has, by its digest and language."""
        return {(plan.form_digest, plan.language): len(plan.pages) for plan in self.press.plans}

    @cached_property
    def press(self) -> Press:
        """What draws here; workers compile their own."""
        return self.setup.compiled()

    @property
    def contents_name(self) -> str:
        """What the contents sheet is called, as `covers` are; empty where there is none."""
        return f"contents{self.contents.suffix}" if self.contents else ""

    def _manifest(self) -> Manifest:
        job = job_digest(
            self.packets, plans=self.press.plans, suffix=self.renderer.suffix, parts=self.packets_per_document
        )
        content = self.shelf.read(NAME)
        manifest = Manifest(job=job) if content is None else Manifest.read(content)
        if manifest.job != job:
            raise InvalidInput("print job", [Fault("shelf", "holds another print; use an empty one")])
        return manifest


@define
class _Run:
    """One run of a job, and what there is by now."""

    job: PrintJob
    executor: Executor | None
    manifest: Manifest
    _files: dict[int, PrintedFile] = field(factory=dict, init=False)
    _on_top: list[bytes] = field(factory=list, init=False)

    def draw_files(self, progress: Callable[[Progress], object]) -> None:
        """Draw a document for each packet, and put each on the shelf as soon as it is there."""
        packets = self.job.packets
        self._files = dict(self._finished())
        kept = len(self._files)
        progress(self._progress(kept))
        missing = [place for place in range(len(packets)) if place not in self._files]
        places = iter(missing)
        for part in self._drawn(parts_of([packets[at] for at in missing], self.job.chunk)):
            drawn_here = [(next(places), one) for one in part]
            self._save([(self._name(place), one.document) for place, one in drawn_here if one.document is not None])
            for place, one in drawn_here:
                self._put(place, one)
            self._note()
            progress(self._progress(kept))

    def _finished(self) -> Iterator[tuple[int, PrintedFile]]:
        """Yield what an earlier run finished, by its place."""
        there = {file.serials: file for file in self.manifest.files}
        for place, packet in enumerate(self.job.packets):
            found = there.get(_serials(packet))
            # What could not be drawn is tried again: somebody may have brought the font.
            if found and found.name == self._name(place) and not found.refusal and self._is_whole(found):
                yield place, found

    def _drawn(self, parts: Iterable[tuple[Packet, ...]]) -> Iterator[tuple[Drawn, ...]]:
        if self.executor is None:
            return (drawn(self.job.press, part) for part in parts)
        works = (Work(self.job.setup, part) for part in parts)
        return in_order(self.executor, drawn_there, works, ahead=self.job.ahead)

    def _together(self, parts: Sequence[tuple[Packet, ...]]) -> Iterator[bytes]:
        if self.executor is None or len(parts) == 1:
            return map(self.job.press.render, parts)
        works = (Work(self.job.setup, part) for part in parts)
        return in_order(self.executor, together_there, works, ahead=2)

    def _save(self, documents: Sequence[tuple[str, bytes]]) -> None:
        """Put documents on the shelf; when this returns, all of them are there whole."""
        if self.job.saving is None:
            for document in documents:
                self._saved(document)
            return
        for _ in in_order(self.job.saving, self._saved, documents, ahead=self.job.chunk):
            pass

    def _saved(self, document: tuple[str, bytes]) -> None:
        self.job.shelf.save(*document)

    def _put(self, place: int, one: Drawn) -> None:
        packet = self.job.packets[place]
        name = self._name(place) if one.document is not None else ""
        self._files[place] = PrintedFile(
            name=name,
            serials=_serials(packet),
            pages=self._pages([packet]) if name else 0,
            sha256=digest_of(one.document) if one.document is not None else "",
            refusal=one.refusal,
        )

    def draw_documents(self) -> None:
        """Draw the pile as one document, or a few: blank where a packet cannot be drawn."""
        parts = list(parts_of(list(self._as_drawn()), self.job.packets_per_document or len(self.job.packets)))
        wanted = [self._document(number, part, of=len(parts)) for number, part in enumerate(parts)]
        there = {file.name: file for file in self.manifest.documents}
        open_ = [number for number, file in enumerate(wanted) if not self._is_there(file, there)]
        for number, drawn_now in zip(open_, self._together([parts[at] for at in open_]), strict=True):
            document = self.job.join([*self._on_top, drawn_now]) if self.job.join and number == 0 else drawn_now
            file = wanted[number].model_copy(update={"sha256": digest_of(document)})
            self.job.shelf.save(file.name, document)
            there[file.name] = file
            self._note(documents=tuple(there[each.name] for each in wanted if each.name in there))

    def _document(self, number: int, part: Sequence[Packet], *, of: int) -> PrintedFile:
        """Return what is known of a document before it is drawn."""
        name = f"print-job{f'-{number + 1:03d}' if of > 1 else ''}{self.job.renderer.suffix}"
        is_blank = (packet.appointment is None for packet in part)
        inside = [f"{packet.sheets[0].serial} {blank}" for packet, blank in zip(part, is_blank, strict=True)]
        on_top = [digest_of(cover) for cover in self._on_top] if number == 0 and self.job.join else []
        holds = digest_of("\n".join([*on_top, *inside]).encode())
        return PrintedFile(name=name, packets=len(part), pages=self._pages(part), holds=holds)

    def _is_there(self, file: PrintedFile, there: Mapping[str, PrintedFile]) -> bool:
        found = there.get(file.name)
        return found is not None and found.holds == file.holds and self._is_whole(found)

    def _as_drawn(self) -> Iterator[Packet]:
        for place, packet in enumerate(self.job.packets):
            file = self._files[place]
            if file.name:
                yield blanked(packet) if file.refusal else packet

    def put_covers(self) -> None:
        """Put on top what lies there, and last the contents sheet, which tells what is blank or missing too."""
        covers = [*self.job.covers.items()]
        if self.job.contents is not None:
            covers.append((self.job.contents_name, self.job.contents.render(self._contents())))
        put = []
        for called, content in covers:
            name = cover_name(called, of=len(self.job.packets))
            self.job.shelf.save(name, content)
            put.append(PrintedFile(name=name, packets=0, sha256=digest_of(content)))
            self._on_top.insert(0, content)  # the contents sheet, which is the last, lies on top of all
        self._note(covers=tuple(put))

    def _contents(self) -> Listing:
        files = [self._files[place] for place in range(len(self.job.packets))]
        return contents_of(
            self.job.packets,
            pages=[file.pages for file in files],
            remarks=["" if not file.refusal else "blank" if file.name else "missing" for file in files],
            language=self.job.layout.languages[0],
        )

    def finished(self) -> Printed:
        """Write down that all of it is there, and return what there is."""
        self._note(finished=True)
        return Printed(self.manifest, digest_of(self.manifest.written()))

    def _note(self, **more: object) -> None:
        files = tuple(self._files[place] for place in sorted(self._files))
        self.manifest = self.manifest.model_copy(update={"files": files, **more})
        self.job.shelf.save(NAME, self.manifest.written())

    def _is_whole(self, file: PrintedFile) -> bool:
        try:
            return file.is_whole(self.job.shelf.read(file.name))
        except Rejected:
            return False  # somebody altered it: it is drawn again

    def _name(self, place: int) -> str:
        packet, suffix = self.job.packets[place], self.job.renderer.suffix
        return file_name(place + 1, packet.sheets[0].serial, of=len(self.job.packets), suffix=suffix)

    def _pages(self, packets: Iterable[Packet]) -> int | None:
        counts = [
            self.job.pages.get((sheet.form.digest, sheet.language)) for packet in packets for sheet in packet.sheets
        ]
        return None if None in counts else sum(filter(None, counts))

    def _progress(self, kept: int) -> Progress:
        refused = sum(bool(file.refusal) for file in self._files.values())
        return Progress(len(self._files), len(self.job.packets), kept, refused)


def _serials(packet: Packet) -> tuple[str, ...]:
    return tuple(sheet.serial for sheet in packet.sheets)
