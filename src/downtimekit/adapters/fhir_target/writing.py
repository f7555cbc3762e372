"""One entry into the chart of a FHIR server: once, whole, and read back.

A conditional create alone is not once: servers look before they write, and two that look at the same moment both write
(hapifhir/hapi-fhir #4597; the same condition twice in one Bundle, #2933; a conditional update dropped without a word,
#8183). So everything is looked for before it is written, and again afterwards: of two that were made, the older one
counts, and the other is taken back. The Provenance comes last; a record without one is not finished, and is finished by
whoever sends it again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import field, frozen

from downtimekit.adapters.fhir_target.abilities import Abilities
from downtimekit.adapters.fhir_target.charts import Charts
from downtimekit.adapters.fhir_target.pieces import Pieces, pieces
from downtimekit.adapters.fhir_target.sending import Piece, Sender, Settle
from downtimekit.adapters.fhir_target.settings import Doubles
from downtimekit.adapters.fhir_target.standing import TYPE_OF, Ground, ground
from downtimekit.backfill.admission import admit, opens_chart
from downtimekit.errors import OutcomeUnknown, Rejected, Unreachable
from downtimekit.interop.fhir.chart import token
from downtimekit.interop.fhir.chart_records import key_in
from downtimekit.interop.fhir.marking import is_undone, is_withdrawn
from downtimekit.interop.fhir.reading import objects_at
from downtimekit.interop.fhir.resource import Resource
from downtimekit.models.chart import Act, ChartEntry, ChartRecord

_LOOK: Final = "a person must look at both, and withdraw one"


@frozen
class Writer:
    """Writes entries.

    Attributes:
        charts: what is held, and where.
    """

    charts: Charts = field()

    async def find(self, key: str) -> str | None:
        """Return the record that a key made, once it is whole.

        Raises:
            Rejected: it made two.
            Unreachable: the server did not answer.
        """
        tagged = f"_tag={token(self.charts.systems.key, key)}"
        found = [one for one in await self.charts.server.search("Provenance", tagged) if not is_undone(one)]
        firsts = [next((str(t.get("reference")) for t in objects_at(one, "target")), "") for one in found]
        made = [one for one in dict.fromkeys(firsts) if one]
        if len(made) > 1:
            made = [one for one in made if await self._counts(one)]
        if len(made) > 1:
            raise Rejected(f"one write made two records: {' and '.join(made)}; {_LOOK}")
        return made[0] if made else None

    async def write(self, entry: ChartEntry) -> str:
        """Write one entry and return the record's id.

        Raises:
            Rejected, Unreachable, OutcomeUnknown: as the port says.
        """
        made = await self.find(entry.key)
        if made is not None:
            return made
        abilities = await self.charts.server.abilities()
        self._check_types(entry, abilities)
        stands = await ground(entry, within=self.charts)
        if not stands.begun:
            admit(entry, standing=stands.standing)
        sender = Sender(self.charts.server)
        try:
            return await self._send(entry, stands, sender, at_once=abilities.transactions)
        except Rejected as error:
            if not await sender.take_back(sender.fresh):
                raise Rejected(f"{error}; parts of it were written, and could not be taken back") from None
            raise
        except Unreachable as error:
            if sender.wrote:
                raise OutcomeUnknown(f"some of it was written, and then: {error}") from None
            raise

    def _check_types(self, entry: ChartEntry, abilities: Abilities) -> None:
        wanted = {TYPE_OF[entry.kind], "Provenance"}
        missing = sorted(wanted - abilities.types) if abilities.types else ()
        if missing:
            raise Rejected(f"the server has no place for it: it keeps no {' and no '.join(missing)}")

    async def _send(self, entry: ChartEntry, stands: Ground, sender: Sender, *, at_once: bool) -> str:
        patient = stands.patient.id if stands.patient else None
        opening = opens_chart(entry, patient=stands.standing.patient)
        found = pieces(
            entry,
            systems=self.charts.systems,
            patient=None if opening else patient,
            place=stands.place,
            now=stands.now if entry.updates else None,
        )
        if found.opening:
            await sender.one_by_one([found.opening], after=self._sole_chart(entry, sender))
        made = await self._sent(entry, found, sender, at_once=at_once, begun=stands.begun)
        if not entry.updates:
            await self._tidy(found, made, sender)
        await self._check(entry, made)
        return made

    async def _sent(self, entry: ChartEntry, found: Pieces, sender: Sender, *, at_once: bool, begun: bool) -> str:
        settings = self.charts.server.settings
        settle = self._sole_record(entry, found, sender)
        if settings.transactions and at_once and not begun:
            await sender.together(found.in_order)
            return await settle(found.main, sender.made[found.main.url])
        rest = [piece for piece in found.in_order if not (begun and piece is found.main and piece.updates)]
        sender.made.setdefault(found.main.url, found.main.updates)
        await sender.one_by_one(rest, after=settle)
        return sender.made[found.main.url]

    def _sole_record(self, entry: ChartEntry, found: Pieces, sender: Sender) -> Settle:
        async def settle(piece: Piece, made: str) -> str:
            if piece is not found.main or piece.updates:
                return made
            there = await self._live(piece, made)
            if not there:
                raise Unreachable("what stood there was withdrawn at the same moment")
            counts = f"{piece.kind}/{there[0]['id']}"
            ours = [one for one in there if key_in(one, systems=self.charts.systems) == entry.key]
            if there[0] not in ours:
                raise Rejected("there is such a record already: somebody else wrote it at the same moment")
            if len(ours) > 1 and self.charts.server.settings.doubles is Doubles.TELL:
                told = " and ".join(f"{piece.kind}/{one['id']}" for one in ours)
                raise Rejected(f"the server made two of one record: {told}; {_LOOK}")
            await self._drop(sender, made, counts)
            return counts

        return settle

    def _sole_chart(self, entry: ChartEntry, sender: Sender) -> Settle:
        async def settle(piece: Piece, made: str) -> str:
            there = await self._live(piece, made)
            counts = f"Patient/{there[0]['id']}" if there else made
            await self._drop(sender, made, counts)
            if len(there) > 1 and self.charts.server.settings.doubles is Doubles.TELL:
                told = " and ".join(f"Patient/{one['id']}" for one in there)
                raise Rejected(f"two charts have the number: {told}; a person must merge them")
            if not there or key_in(there[0], systems=self.charts.systems) != entry.key:
                raise Unreachable("somebody opened a chart of this number at the same moment")
            return counts

        return settle

    async def _drop(self, sender: Sender, made: str, counts: str) -> None:
        """Take back what was made where something else counts."""
        if made != counts and made in sender.fresh:
            sender.fresh.remove(made)
            await sender.take_back([made])

    async def _live(self, piece: Piece, made: str) -> Sequence[Resource]:
        """Return what counts of what a piece's search finds, the oldest first; also what no search finds yet."""
        found = {f"{piece.kind}/{one['id']}": one for one in await self.charts.server.search(piece.kind, piece.unless)}
        if made not in found:
            own = await self.charts.server.read(made)
            found |= {made: own} if own else {}
        live = [one for one in found.values() if not (is_undone(one) or is_withdrawn(one))]
        return sorted(live, key=_age)

    async def _tidy(self, found: Pieces, made: str, sender: Sender) -> None:
        """Take back second copies of the parts and the Provenance, which the server made of one write of ours."""
        main = await self.charts.server.read(made)
        refers = {str(one) for one in _references(main)}
        spare: list[str] = []
        for piece in (*found.parts, found.provenance):
            there = await self._live(piece, sender.made[piece.url])
            named = [f"{piece.kind}/{one['id']}" for one in there]
            kept = [one for one in named if one in refers] or named[:1]
            spare += [one for one in named if one not in kept]
        if spare and self.charts.server.settings.doubles is not Doubles.TELL:
            await sender.take_back(spare)

    async def _counts(self, reference: str) -> bool:
        found = await self.charts.server.read(reference)
        return found is not None and not is_undone(found) and not is_withdrawn(found)

    async def _check(self, entry: ChartEntry, made: str) -> None:
        """Read back what was written, and compare."""
        main = await self.charts.server.read(made)
        if main is None:
            raise OutcomeUnknown("the server took it, and does not find it")
        held = await self.charts.whole([main], {made: entry.mrn})
        record = next(self.charts.records(held), None)
        if record is None or not _is_as_sent(record, entry):
            raise Rejected(f"the server keeps something else than it was sent: a person must look at {made}")


def _is_as_sent(record: ChartRecord, entry: ChartEntry) -> bool:
    if (record.key, record.kind) != (entry.key, entry.kind):
        return False
    return record.withdrawn if entry.act is Act.WITHDRAW else record.content == entry.content and not record.withdrawn


def _age(resource: Resource) -> tuple[str, str]:
    meta = resource.get("meta")
    changed = meta.get("lastUpdated") if isinstance(meta, dict) else None
    return str(changed or ""), str(resource.get("id"))


def _references(found: object) -> Iterator[object]:
    """Yield every reference in a resource."""
    if isinstance(found, dict):
        yield found.get("reference")
    for one in found.values() if isinstance(found, dict) else found if isinstance(found, list) else ():
        yield from _references(one)
