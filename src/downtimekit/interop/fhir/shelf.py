"""Resources that stand together, and refer to each other: in a Bundle, or contained in one of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from uuid import NAMESPACE_URL, uuid5

from attrs import frozen

from downtimekit.errors import Fault, InvalidInput
from downtimekit.interop.fhir.kinds import Json
from downtimekit.interop.fhir.parts import Found
from downtimekit.interop.fhir.resource import Resource

_TYPE_AND_ID = re.compile(r"(?:^|/)([A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64})(?:/_history/[A-Za-z0-9.-]{1,64})?$")


@frozen
class Placed:
    """A resource, and where it stands: ``Bundle.entry[2].resource``."""

    at: str
    resource: Mapping[str, object]

    @property
    def type(self) -> object:
        """The type of the resource."""
        return self.resource.get("resourceType")


@frozen
class Shelf:
    """The resources of a Bundle.

    Attributes:
        all: in the order of the Bundle.
        by_reference: by what can refer to them: their full URL, and their type and id.
    """

    all: Sequence[Placed]
    by_reference: Mapping[str, Placed]

    def of(self, type_: str) -> Iterator[Placed]:
        """Yield the resources of a type."""
        return (placed for placed in self.all if placed.type == type_)

    def find(self, reference: object, *, within: Placed) -> Placed | None:
        """Return what a FHIR *Reference* refers to, where it is here.

        Args:
            reference: the reference.
            within: the resource that it stands in, which may contain the other.
        """
        target = reference.get("reference") if isinstance(reference, dict) else None
        if not isinstance(target, str):
            return None
        if target.startswith("#"):
            return next((other for other in contained(within) if other.resource.get("id") == target[1:]), None)
        known = _TYPE_AND_ID.search(target)
        return self.by_reference.get(target) or (self.by_reference.get(known[1]) if known else None)


def contained(placed: Placed) -> Iterator[Placed]:
    """Yield the resources that another one contains."""
    inner = placed.resource.get("contained")
    for number, resource in enumerate(inner if isinstance(inner, list) else ()):
        if isinstance(resource, dict):
            yield Placed(f"{placed.at}.contained[{number}]", resource)


def shelf(found: object, *, of: str) -> Shelf:
    """Return the resources of a Bundle, or the one resource that is there.

    Args:
        found: the Bundle or the resource, as ``json.loads`` returns it.
        of: the type of a resource that may stand by itself.

    Raises:
        InvalidInput: it is neither, or a Bundle of which only one page is here.
    """
    kind = found.get("resourceType") if isinstance(found, dict) else None
    if not isinstance(found, dict) or kind not in (of, "Bundle"):
        raise InvalidInput(of, [Fault("", f"is neither a FHIR {of} nor a Bundle")])
    if kind == of != "Bundle":
        return Shelf((Placed(of, found),), {})
    entries, links = found.get("entry", []), found.get("link", [])
    faults = []
    if isinstance(links, list) and any(isinstance(link, dict) and link.get("relation") == "next" for link in links):
        faults.append(Fault("Bundle.link", "says that there is another page: put all pages into one Bundle"))
    if not isinstance(entries, list):
        faults.append(Fault("Bundle.entry", "is not a list"))
        entries = []
    placed: list[Placed] = []
    references: dict[str, Placed] = {}
    for number, entry in enumerate(entries):
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(resource, dict):
            placed.append(Placed(f"Bundle.entry[{number}].resource", resource))
            references |= dict.fromkeys(_names(entry, resource), placed[-1])
        else:
            faults.append(Fault(f"Bundle.entry[{number}]", "holds no resource"))
    if faults:
        raise InvalidInput("Bundle", faults)
    return Shelf(tuple(placed), references)


def _names(entry: Mapping[str, object], resource: Mapping[str, object]) -> Iterator[str]:
    """Yield what a reference to an entry can say."""
    if isinstance(entry.get("fullUrl"), str):
        yield str(entry["fullUrl"])
    yield f"{resource.get('resourceType')}/{resource.get('id')}"


def linked(resources: Sequence[Resource], *, by: Sequence[str], seed: str, shared: Sequence[str] = ()) -> Resource:
    """Return resources as a Bundle in which the first refers to the others.

    Args:
        resources: the resources.
        by: the element of the first that refers to others, as names from the outside in, each of a list.
        seed: what tells them from all other resources, so that the same resources get the same URLs again.
        shared: elements of the first that the others have too.
    """
    urls = [f"urn:uuid:{uuid5(NAMESPACE_URL, f'{seed}#{number}')}" for number in range(len(resources))]
    first, *others = resources
    common = {name: first[name] for name in shared if name in first}
    others = [{"resourceType": other["resourceType"], **common, **other} for other in others]
    if others:
        first = _referring(first, by, [{"reference": url} for url in urls[1:]])
    return bundle("collection", list(zip(urls, [first, *others], strict=True)))


def _referring(found: Resource, by: Sequence[str], references: list[Json]) -> Resource:
    """Return a resource with references at the end of a list."""
    name, *below = by
    listed = found.get(name)
    items = list(listed) if isinstance(listed, list) else []
    if not below:
        return {**found, name: [*items, *references]}
    first = items[0] if items and isinstance(items[0], dict) else {}
    return {**found, name: [_referring(first, below, references), *items[1:]]}


def unlinked(found: object, *, of: str, by: Sequence[str], shared: Sequence[str] = ()) -> Sequence[Found]:
    """Return resources that belong together, each with its path, without the references between them.

    Args:
        found: a Bundle of them, or the first of them, which may contain the others.
        of: the type of the first.
        by: the element of the first that refers to others, as names from the outside in, each of a list.
        shared: elements of the first that the others have too.

    Raises:
        InvalidInput: there is not exactly one resource of the type, or another one is about somebody else.
    """
    here = shelf(found, of=of)
    mains = list(here.of(of))
    if len(mains) != 1:
        raise InvalidInput(of, [Fault("", f"there must be one {of}, and no more")])
    (main,) = mains
    inner = [other for other in contained(main) if other.type == "Observation"]
    others = [other for other in (*here.all, *inner) if other is not main]
    whole = _unreferring(main.resource, by, lambda reference: here.find(reference, within=main) in others)
    held = main.resource.get("contained")
    if inner and isinstance(held, list):
        # A null keeps the places of the others as they are.
        whole = {**whole, "contained": [None if any(one is o.resource for o in inner) else one for one in held]}
    strangers = [other for other in others if shared and _is_of_somebody_else(other, main)]
    if strangers:
        raise InvalidInput(of, [Fault(f"{other.at}.subject", f"is not that of the {of}") for other in strangers])
    return [(main.at, whole), *((other.at, _without(other.resource, shared, main.resource)) for other in others)]


def _is_of_somebody_else(one: Placed, other: Placed) -> bool:
    subjects = (one.resource.get("subject"), other.resource.get("subject"))
    return None not in subjects and subjects[0] != subjects[1]


def _without(found: Mapping[str, object], shared: Sequence[str], first: Mapping[str, object]) -> Mapping[str, object]:
    """Return a resource without what it says only as the first one does."""
    return {key: value for key, value in found.items() if key not in shared or first.get(key) != value}


def _unreferring(
    found: Mapping[str, object], by: Sequence[str], known: Callable[[object], bool]
) -> Mapping[str, object]:
    """Return a resource without the references to what is known."""
    name, *below = by
    listed = found.get(name)
    if not isinstance(listed, list):
        return found
    if below:
        items = [_unreferring(item, below, known) if isinstance(item, dict) else item for item in listed]
        return {**found, name: items}
    left = [item for item in listed if not known(item)]
    return {**found, name: left} if left else {key: value for key, value in found.items() if key != name}


def with_id(found: object, element: str, name: str) -> object:
    """Return a resource in which what an element refers to and what is contained has an id that a template knows.

    Args:
        found: the resource.
        element: the element with the reference.
        name: the id.
    """
    reference = found.get(element) if isinstance(found, dict) else None
    if not isinstance(found, dict) or not isinstance(reference, dict) or not isinstance(found.get("contained"), list):
        return found
    target = reference.get("reference")
    if not isinstance(target, str) or not target.startswith("#"):
        return found
    held = [
        {**inner, "id": name} if isinstance(inner, dict) and inner.get("id") == target[1:] else inner
        for inner in found["contained"]
    ]
    return {**found, "contained": held, element: {**reference, "reference": f"#{name}"}}


def bundle(type_: str, resources: Sequence[tuple[str, Resource]], **elements: Json) -> Resource:
    """Return a Bundle.

    Args:
        type_: such as ``collection``.
        resources: each with its full URL; empty for none.
        elements: further elements of the Bundle.
    """
    entries: list[Json] = [
        {"fullUrl": url, "resource": resource} if url else {"resource": resource} for url, resource in resources
    ]
    head: Resource = {"resourceType": "Bundle", "type": type_, **elements}
    return head | {"entry": entries} if entries else head
