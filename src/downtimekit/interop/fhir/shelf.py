"""Resources that stand together, and refer to each other: in a Bundle, or contained in one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from attrs import field, frozen

from downtimekit.errors import Fault, InvalidInput
from downtimekit.interop.fhir.kinds import Json
from downtimekit.interop.fhir.reading import objects_at
from downtimekit.interop.fhir.resource import Resource

_TYPE_AND_ID = re.compile(r"(?:^|/)([A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64})(?:/_history/[A-Za-z0-9.-]{1,64})?$")


@frozen
class Placed:
    """A resource, and where it stands: ``Bundle.entry[2].resource``."""

    at: str
    resource: Mapping[str, object] = field(repr=False)

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
    by_reference: Mapping[str, Placed] = field(repr=False)

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
    faults = []
    if any(link.get("relation") == "next" for link in objects_at(found, "link")):
        faults.append(Fault("Bundle.link", "says that there is another page: put all pages into one Bundle"))
    entries = found.get("entry", [])
    if isinstance(entries, list):
        whole = _shelf(entries, faults)
    else:
        faults.append(Fault("Bundle.entry", "is not a list"))
        whole = Shelf((), {})
    if faults:
        raise InvalidInput("Bundle", faults)
    return whole


def _shelf(entries: Sequence[object], faults: list[Fault]) -> Shelf:
    placed: list[Placed] = []
    references: dict[str, Placed] = {}
    for number, entry in enumerate(entries):
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(entry, dict) and isinstance(resource, dict):
            placed.append(Placed(f"Bundle.entry[{number}].resource", resource))
            references |= dict.fromkeys(_names(entry, resource), placed[-1])
        else:
            faults.append(Fault(f"Bundle.entry[{number}]", "holds no resource"))
    return Shelf(tuple(placed), references)


def _names(entry: Mapping[str, object], resource: Mapping[str, object]) -> Iterator[str]:
    """Yield what a reference to an entry can say."""
    if isinstance(entry.get("fullUrl"), str):
        yield str(entry["fullUrl"])
    yield f"{resource.get('resourceType')}/{resource.get('id')}"


def with_id(found: object, element: str, name: str) -> object:
    """Return a resource in which what an element refers to and what is contained has an id that a template knows.

    Args:
        found: the resource.
        element: the element with the reference.
        name: the id.
    """
    (reference,) = [*objects_at(found, element), {}][:1]
    target = reference.get("reference")
    if not isinstance(found, dict) or not isinstance(target, str) or not target.startswith("#"):
        return found
    held = found.get("contained")
    if not isinstance(held, list):
        return found
    known = [inner | {"id": name} if _is_called(inner, target[1:]) else inner for inner in held]
    return {**found, "contained": known, element: {**reference, "reference": f"#{name}"}}


def _is_called(found: object, name: str) -> bool:
    return isinstance(found, dict) and found.get("id") == name


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
