"""Short forms of given names: ours, few and common ones; a site adds its own.

Only a form that everybody in a clinic would take for the other one stands here; two names of two sisters never do.
"""

from __future__ import annotations

from collections.abc import Mapping

_FORMS = """
alexander alex | andrew andy drew | anthony tony | barbara barb | benjamin ben | catherine cathy kate katie
charles charlie chuck | christopher chris | daniel dan danny | david dave | deborah debbie deb | dorothy dot dottie
donald don | edward ed eddie ted | elizabeth beth betty liz lizzie | francisco paco pancho | franklin frank
gregory greg | guadalupe lupe | gerald jerry | isabel chabela | james jim jimmy | jeffrey jeff | jennifer jen jenny
jose pepe | joseph joe | jesus chuy | john jack johnny | jonathan jon | katherine kathy kate katie
kenneth ken | kimberly kim | lawrence larry | margaret maggie marge peggy | matthew matt | michael mike mick
nicholas nick | pamela pam | patricia pat patty tricia | patrick pat | peter pete | rebecca becky becca
richard dick rick | robert bob bobby rob | ronald ron | rosario charo | samuel sam | samantha sam | stephen steve
steven steve | susan sue susie | theodore ted | theresa terry tess | thomas tom tommy | timothy tim
victoria vicky | virginia ginny | william bill billy will
"""


def nicknames_of(table: str) -> Mapping[str, frozenset[str]]:
    """Read a table: a name and its short forms, groups set apart by a bar or a line's end; all without accents."""
    found: dict[str, frozenset[str]] = {}
    for group in table.replace("\n", "|").split("|"):
        name, *forms = group.split() or [""]
        for form in forms:
            found[form] = found.get(form, frozenset()) | {name}
    return found


def are_forms(one: str, other: str) -> bool:
    """Say whether one name is a short form of the other, or both are of a third."""
    if not (one in _NICKNAMES or other in _NICKNAMES):
        return False
    return not (_NICKNAMES.get(one, frozenset()) | {one}).isdisjoint(_NICKNAMES.get(other, frozenset()) | {other})


def root_of(name: str) -> str:
    """Return the name that a short form stands for, the first by the alphabet where it stands for several."""
    return min(_NICKNAMES.get(name, {name}))


_NICKNAMES = nicknames_of(_FORMS)
