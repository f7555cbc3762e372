"""What is wrong with a script, as far as can be known before it is played: words that its playbook does not have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.downtime import Downtime, Scheduled
from downtimekit.models.people import Directory
from downtimekit.models.reading import read
from downtimekit.playbooks import Playbook
from downtimekit.playbooks.library import SHIPPED
from downtimekit.runtime.desk import About
from downtimekit.testing.people import clinic
from downtimekit.testing.script import OutageScript
from downtimekit.testing.script_names import Names, instead
from downtimekit.testing.script_times import begins, times


def playbook_of(script: OutageScript, playbooks: Iterable[Playbook]) -> Playbook:
    """Return the playbook that a script is played by; one that is given goes before one that is shipped.

    Raises:
        InvalidInput: there is none of that name.
    """
    known = {playbook.name: playbook for playbook in (*SHIPPED, *playbooks)}
    if script.declare.playbook in known:
        return known[script.declare.playbook]
    words = f"is no playbook that is known here{instead(script.declare.playbook, known)}"
    raise InvalidInput("script", [Fault("declare.playbook", words)])


def directory_of(script: OutageScript) -> Directory:
    """Return who is told.

    Raises:
        InvalidInput: two contacts have one id.
    """
    return read(Directory, {"contacts": script.contacts}, source="contacts") if script.contacts else clinic()


def about(script: OutageScript) -> About:
    """Return what a script says of its downtime, as a desk takes it."""
    told = script.declare
    said: About = {
        "sites": told.sites,
        "services": told.services,
        "interfaces": told.interfaces,
        "update_every_minutes": told.update_every_minutes,
        "zone": told.zone,
        "call": told.call,
        "drill": told.drill,
        "access": told.access,
    }
    if told.event is not None:
        said["event"] = told.event
    if not isinstance(told.event, Scheduled):
        said["began_at"] = begins(script)
    return said


def faults_of(script: OutageScript, *, playbooks: Iterable[Playbook] = ()) -> Iterator[Fault]:
    """Yield every fault, under its path in the script."""
    known: Playbook | None = None
    try:
        known = playbook_of(script, playbooks)
    except InvalidInput as error:
        yield from error.faults
    yield from _faults_of_contacts(script)
    try:
        began_at = begins(script)
    except InvalidInput as error:
        yield from (Fault("declare.at", fault.words) for fault in error.faults)
        return
    yield from (fault for fault in times(script) if isinstance(fault, Fault))
    said = {**about(script), "id": script.declare.id, "playbook": script.declare.playbook, "playbook_digest": ""}
    try:
        read(Downtime, {"began_at": began_at, **said}, source="declare")
    except InvalidInput as error:
        yield from (Fault(f"declare.{fault.path}".rstrip("."), fault.words) for fault in error.faults)
    if known is not None:
        names = Names.of(script, known, script.contacts or clinic().contacts)
        for number, step in enumerate(script.steps):
            yield from (Fault(f"steps[{number}].{fault.path}", fault.words) for fault in names.faults(step))


def _faults_of_contacts(script: OutageScript) -> Iterator[Fault]:
    try:
        directory_of(script)
    except InvalidInput as error:
        yield from error.faults
