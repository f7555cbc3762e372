"""Several resources for one record: written as a Bundle whose first refers to the others, and read from one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from uuid import NAMESPACE_URL, uuid5

from downtimekit.errors import Fault, InvalidInput
from downtimekit.interop.fhir.kinds import Json
from downtimekit.interop.fhir.parts import Found
from downtimekit.interop.fhir.resource import Resource
from downtimekit.interop.fhir.shelf import Placed, bundle, contained, shelf


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
    others = [*(other for other in here.all if other is not main), *inner]
    strangers = [other for other in others if shared and _is_of_somebody_else(other, main)]
    if strangers:
        raise InvalidInput(of, [Fault(f"{other.at}.subject", f"is not that of the {of}") for other in strangers])
    whole = _unreferring(main.resource, by, lambda reference: here.find(reference, within=main) in others)
    whole = _taken_out(whole, inner)
    return [(main.at, whole), *((other.at, _without(other.resource, shared, main.resource)) for other in others)]


def _taken_out(found: Mapping[str, object], inner: Sequence[Placed]) -> Mapping[str, object]:
    """Return a resource without some that it contains; a null keeps the places of the others as they are."""
    held, gone = found.get("contained"), [one.resource for one in inner]
    if not inner or not isinstance(held, list):
        return found
    return {**found, "contained": [None if any(one is other for other in gone) else one for one in held]}


def _is_of_somebody_else(one: Placed, other: Placed) -> bool:
    subjects = (one.resource.get("subject"), other.resource.get("subject"))
    return None not in subjects and not _are_the_same(*subjects)


def _are_the_same(one: object, other: object) -> bool:
    try:
        return one == other
    except RecursionError:  # nested deeper than anything in FHIR
        return False


def _without(found: Mapping[str, object], shared: Sequence[str], first: Mapping[str, object]) -> Mapping[str, object]:
    """Return a resource without what it says only as the first one does."""
    return {key: value for key, value in found.items() if key not in shared or not _are_the_same(first.get(key), value)}


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
