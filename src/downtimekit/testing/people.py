"""A clinic for tests: somebody in every role, whom nobody has ever met, at addresses that nobody has."""

from __future__ import annotations

from functools import cache

from downtimekit.models.people import ChannelKind, Contact, Directory, Role, Staff


def staff(role: Role) -> Staff:
    """Return who acts in a role; they are called what they do."""
    return Staff(name=role.replace("_", " ").title(), role=role)


@cache
def clinic() -> Directory:
    """Return the directory: one contact of each role, known by it, who is told by mail and, if that fails, by phone."""
    return Directory(contacts=tuple(_contact(number, role) for number, role in enumerate(Role)))


def _contact(number: int, role: Role) -> Contact:
    mail = ChannelKind.EMAIL.at(f"{role.replace('_', '.')}@clinic.example")
    # 202 555 0100 to 0199 are set aside for fiction (North American Numbering Plan).
    return Contact(
        id=role,
        name=staff(role).name,
        roles=(role,),
        channels=(mail, ChannelKind.PHONE.at(f"+12025550{100 + number}")),
    )
