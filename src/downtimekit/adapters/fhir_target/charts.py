"""What a FHIR server holds: charts by number, exam and person, with their exams, visits and records."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any, Final
from urllib.parse import quote

from attrs import field, frozen

from downtimekit.adapters.fhir_target.server import Server, id_in
from downtimekit.errors import InvalidInput
from downtimekit.interop.fhir import Systems, patient
from downtimekit.interop.fhir.chart import token
from downtimekit.interop.fhir.chart_orders import numbers_in, order_from_fhir, study_in, visit_from_fhir
from downtimekit.interop.fhir.chart_records import TYPES, Held, record
from downtimekit.interop.fhir.marking import is_undone
from downtimekit.interop.fhir.reading import objects_at
from downtimekit.interop.fhir.resource import Resource
from downtimekit.interop.fhir.transaction import kind_of
from downtimekit.models.chart import Chart, ChartOrder, ChartRecord, ChartVisit, Lookup
from downtimekit.models.patient import Patient

_AT_A_TIME: Final = 25  # values in one search: a URL of 4,096 characters holds as many ids of 64
# Where a record's main resource refers to what it is made of.
_PARTS = (("result",), ("section", "entry"))
_PLAIN = ("resourceType", "id", "meta", "active", "name", "gender", "birthDate", "link")


@frozen
class Kept:
    """A patient whom the server knows: the resource's id, such as ``Patient/77``, the resource and what it says."""

    id: str
    resource: Resource = field(repr=False)
    patient: Patient = field(repr=False)


@frozen
class Charts:
    """Looks things up on a server.

    Attributes:
        server: the server.
        systems: the clinic's numbering systems.
    """

    server: Server
    systems: Systems

    async def look_up(self, wanted: Lookup) -> Chart:
        """Return what is held about the patients and exams that are asked for."""
        found: dict[str, Kept] = {}
        fits = {(family.casefold(), born) for family, born in wanted.persons}
        for kept in await self.numbered(wanted.mrns):
            numbers = {kept.patient.mrn, *(number.value for number in kept.patient.identifiers)}
            found |= {kept.id: kept} if numbers & wanted.mrns else {}
        for kept in await self._named(wanted.persons):
            key = kept.patient.name_key
            found |= {kept.id: kept} if key and (key[0].casefold(), key[1]) in fits else {}
        for kept in await self._of_exams(wanted.accessions):
            found[kept.id] = kept
        await self._follow(found)
        return await self._with_records(tuple(found.values()))

    async def numbered(self, mrns: Collection[str]) -> Sequence[Kept]:
        """Return the patients who have one of some numbers, whoever gave it."""
        return await self._patients(_searches("identifier", (quote(mrn, safe="") for mrn in sorted(mrns))))

    async def exams(self, accession: str) -> Sequence[tuple[Resource, str]]:
        """Return what was ordered under an exam's number, each with the reference or the number of its patient."""
        asked = f"identifier={token(self.systems.accession, accession)}"
        found = await self.server.search("ServiceRequest", asked)
        return [(one, _owner(one, self.systems)) for one in found if not is_undone(one)]

    async def held(self, patients: Sequence[Kept], types: Iterable[str] = TYPES) -> Sequence[Held]:
        """Return what is held of some patients' records whose main resources are of some types."""
        found = await self._of_patients(patients, types)
        mains = [(one, owner) for kind in found for one, owner in found[kind] if not is_undone(one)]
        return await self.whole([one for one, _ in mains], {_id(one): owner for one, owner in mains})

    async def whole(self, mains: Sequence[Resource], owners: Mapping[str, str]) -> Sequence[Held]:
        """Return records by their main resources, with their parts and with what tells when they were entered.

        Args:
            mains: the main resources.
            owners: the number of each one's patient, by its id.
        """
        refers = {_id(one): tuple(_parts(one)) for one in mains}
        parts = await self.by_id({part for listed in refers.values() for part in listed})
        provenances = await self._provenances([_id(one) for one in mains if kind_of(one) is not None])
        orders = await self.by_id({reference for one in mains for reference in _orders(one)})
        return [
            Held(
                main=one,
                parts={part: parts[part] for part in refers[_id(one)] if part in parts},
                provenances=provenances.get(_id(one), ()),
                mrn=owners[_id(one)],
                accession=next(
                    (
                        number
                        for reference in _orders(one)
                        for number in numbers_in(orders.get(reference, {}), self.systems.accession)
                    ),
                    None,
                ),
            )
            for one in mains
        ]

    def records(self, held: Iterable[Held]) -> Iterator[ChartRecord]:
        """Yield the records that can be read; one of ours that somebody made into something else is passed over."""
        for one in held:
            try:
                read = record(one, systems=self.systems)
            except InvalidInput:
                continue
            if read is not None:
                yield read

    async def _with_records(self, patients: Sequence[Kept]) -> Chart:
        if not patients:
            return Chart()
        found = await self._of_patients(patients, [*TYPES, "Encounter"])
        visits, orders = found.pop("Encounter"), found["ServiceRequest"]
        mains = [pair for kind in found for pair in found[kind] if not is_undone(pair[0])]
        held = await self.whole([one for one, _ in mains], {_id(one): owner for one, owner in mains})
        records = tuple(self.records(held))
        studies = self._studies(records, {one.id: one.main for one in held})
        return Chart(
            patients=tuple(kept.patient for kept in patients),
            orders=tuple(self._orders(orders, studies)),
            records=records,
            visits=tuple(self._visits(visits)),
        )

    def _studies(self, records: Iterable[ChartRecord], mains: Mapping[str, Resource]) -> Mapping[str, str]:
        """Return the images of each exam of which a report, or the exam itself, says to which it belongs."""
        counting = [record for record in records if record.accession and not record.withdrawn]
        found = {str(record.accession): study_in(mains[record.id]) for record in counting}
        return {accession: study for accession, study in found.items() if study}

    def _orders(self, found: Iterable[tuple[Resource, str]], studies: Mapping[str, str]) -> Iterable[ChartOrder]:
        """Return the exams; of one that was ordered twice, such as once on paper, the first with the other's images."""
        known: dict[str, ChartOrder] = {}
        for one, owner in sorted(found, key=lambda pair: kind_of(pair[0]) is not None):
            order = None if is_undone(one) else order_from_fhir(one, mrn=owner, systems=self.systems)
            if order is None:
                continue
            first, study = known.setdefault(order.accession, order), order.study or studies.get(order.accession)
            if study and not first.study:
                known[order.accession] = first.model_copy(update={"study": study})
        return known.values()

    def _visits(self, found: Iterable[tuple[Resource, str]]) -> Iterator[ChartVisit]:
        for one, owner in found:
            visit = visit_from_fhir(one, mrn=owner, systems=self.systems)
            if visit is not None:
                yield visit

    async def _of_patients(
        self, patients: Sequence[Kept], types: Iterable[str]
    ) -> dict[str, list[tuple[Resource, str]]]:
        """Return the resources of each type, each with the number of its patient."""
        mrns = {kept.id: kept.patient.mrn for kept in patients}
        searches = list(_searches("patient", mrns))
        questions = [(kind, query) for kind in types for query in searches]
        answers = await self.server.together(self.server.search(kind, query) for kind, query in questions)
        found: dict[str, list[tuple[Resource, str]]] = {kind: [] for kind, _ in questions}
        for (kind, _), answer in zip(questions, answers, strict=True):
            found[kind] += [(one, mrns[owner]) for one in answer if (owner := _owner(one, self.systems)) in mrns]
        return found

    async def _named(self, persons: Iterable[tuple[str, date]]) -> Sequence[Kept]:
        return await self._patients(
            f"family={_escaped(family)}&birthdate={born.isoformat()}" for family, born in sorted(persons)
        )

    async def _of_exams(self, accessions: Collection[str]) -> Sequence[Kept]:
        numbers = (token(self.systems.accession, accession) for accession in sorted(accessions))
        queries = _searches("identifier", numbers)
        answers = await self.server.together([self.server.search("ServiceRequest", query) for query in queries])
        owners = {_owner(one, self.systems) for answer in answers for one in answer}
        references = {owner.partition("/")[2] for owner in owners if owner.startswith("Patient/")}
        by_number = await self.numbered({owner for owner in owners if owner and not owner.startswith("Patient/")})
        return [*await self._patients(_searches("_id", sorted(references))), *by_number]

    async def _patients(self, queries: Iterable[str]) -> Sequence[Kept]:
        answers = await self.server.together([self.server.search("Patient", query) for query in queries])
        found = {_id(one): one for answer in answers for one in answer if not is_undone(one)}
        kept = [await self._kept(one) for one in found.values()]
        return [one for one in kept if one is not None]

    async def _kept(self, resource: Resource) -> Kept | None:
        """Return a patient; None for one without a number of the clinic's, whom nothing could be entered for."""
        named = await self._with_numbers(resource)
        plain = {key: value for key, value in named.items() if key in _PLAIN}
        numbers: list[Any] = [one for one in objects_at(named, "identifier") if one.get("system") == self.systems.mrn]
        # What others wrote and we cannot read must not hide that somebody is there: then as far as we can.
        for said in (named, {**plain, "identifier": numbers}):
            try:
                read = patient.from_fhir(said, systems=self.systems).model
                return Kept(_id(resource), resource, read)
            except InvalidInput:
                continue
        return None

    async def _with_numbers(self, resource: Resource) -> Resource:
        """Return a patient whose replacement is named by its number, where it is only referred to."""
        links: list[Any] = list(objects_at(resource, "link"))
        for place, link in enumerate(links):
            (other,) = [*objects_at(link, "other"), {}][:1]
            reference = id_in(other.get("reference"))
            if link.get("type") != "replaced-by" or reference is None or other.get("identifier"):
                continue
            survivor = await self.server.read(reference)
            numbers = list(numbers_in(survivor or {}, self.systems.mrn))
            number = {"system": self.systems.mrn, "value": numbers[0]} if numbers else {}
            links[place] = {**link, "other": {"identifier": number}}
        return {**resource, "link": links} if links else resource

    async def _follow(self, found: dict[str, Kept]) -> None:
        """Add the charts that others were merged into, and those that these were merged into."""
        known = {kept.patient.mrn for kept in found.values()}
        while gone := {k.patient.merged_into for k in found.values() if k.patient.merged_into} - known:
            known |= gone
            found |= {kept.id: kept for kept in await self.numbered({mrn for mrn in gone if mrn})}

    async def owner(self, resource: Resource) -> str:
        """Return the number of the patient whom a resource is about; empty where it cannot be said."""
        owner = _owner(resource, self.systems)
        if not owner.startswith("Patient/"):
            return owner
        kept = await self._patients([f"_id={owner.partition('/')[2]}"])
        return kept[0].patient.mrn if kept else ""

    async def by_id(self, references: Iterable[str]) -> Mapping[str, Resource]:
        """Return resources by their references; those that are not there are left out."""
        kinds: dict[str, list[str]] = {}
        for reference in sorted(set(references)):
            kind, _, id_ = reference.partition("/")
            kinds.setdefault(kind, []).append(id_)
        questions = [(kind, query) for kind, ids in kinds.items() for query in _searches("_id", ids)]
        answers = await self.server.together([self.server.search(kind, query) for kind, query in questions])
        return {_id(one): one for answer in answers for one in answer}

    async def _provenances(self, targets: Iterable[str]) -> Mapping[str, Sequence[Resource]]:
        queries = list(_searches("target", targets))
        answers = await self.server.together([self.server.search("Provenance", query) for query in queries])
        found: dict[str, list[Resource]] = {}
        for one in (one for answer in answers for one in answer if not is_undone(one)):
            for target in objects_at(one, "target"):
                found.setdefault(str(target.get("reference")), []).append(one)
        return found


def _id(resource: Resource) -> str:
    return f"{resource['resourceType']}/{resource.get('id')}"


def _owner(resource: Resource, systems: Systems) -> str:
    """Return the reference of the patient whom a resource is about, or else their number; empty where neither is."""
    for element in ("subject", "patient"):
        for reference in objects_at(resource, element):
            number = next(numbers_in({"identifier": reference.get("identifier")}, systems.mrn), "")
            return id_in(reference.get("reference")) or number
    return ""


def _parts(main: Resource) -> Iterator[str]:
    for place in _PARTS:
        for reference in objects_at(main, *place):
            part = id_in(reference.get("reference"))
            if part is not None:
                yield part


def _orders(main: Resource) -> Iterator[str]:
    for reference in objects_at(main, "basedOn"):
        order = id_in(reference.get("reference"))
        if order is not None and order.startswith("ServiceRequest/") and not reference.get("identifier"):
            yield order


def _searches(parameter: str, values: Iterable[str]) -> Iterator[str]:
    """Yield searches for several values at once, none of them too long."""
    left = iter(values)
    while some := list(islice(left, _AT_A_TIME)):
        yield f"{parameter}={','.join(some)}"


def _escaped(text: str) -> str:
    """Return a text as a search takes it (R4, 3.1.1.4.0.4: commas, bars, dollars and backslashes are escaped)."""
    for sign in "\\,|$":
        text = text.replace(sign, f"\\{sign}")
    return quote(text, safe="")
