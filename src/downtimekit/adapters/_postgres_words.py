"""What PostgreSQL's errors are in our words; its own quote what was written."""

from __future__ import annotations

from collections.abc import Mapping

import psycopg
from attrs import frozen


@frozen
class Trouble:
    """Why something could not be done.

    Attributes:
        is_passing: it may be gone in a moment, such as while a server starts again.
        is_lost: the connection went with it.
    """

    words: str
    is_passing: bool = False
    is_lost: bool = False


_GONE = Trouble("the server cannot be reached, or has closed the connection", is_passing=True, is_lost=True)
_LOCKED_OUT = Trouble("the server does not let us in: see to the user, the password and the name of the database")
_BUSY = Trouble("others were writing the same for too long; nothing was written", is_passing=True)

# A code of five characters, or the two that its class begins with; see appendix A of PostgreSQL's manual.
_BY_CODE: Mapping[str, Trouble] = {
    "08": _GONE,
    "22": Trouble("the database cannot hold what was to be written"),
    "23001": Trouble("the journal only grows: what is in it cannot be altered"),
    "25006": Trouble(
        "may only be read here: this server is a copy of another, or is set so", is_passing=True, is_lost=True
    ),
    "28": _LOCKED_OUT,
    "3D": _LOCKED_OUT,
    "3F": Trouble("the tables of the journal are not there any more"),
    "40": _BUSY,
    "42501": Trouble("this user may not do that; see which rights the journal needs"),
    "42P01": Trouble("the tables of the journal are not there any more"),
    "53": Trouble("the server has no room or no strength left; nothing was written"),
    "53100": Trouble("the server's disk is full; nothing was written"),
    "53300": Trouble("the server has no connection left", is_passing=True),
    "55P03": Trouble("somebody else holds it locked; nothing was written"),
    "57": _GONE,
    "57014": Trouble("took longer than the server allows; nothing was written"),
    "58": Trouble("the server could not read or write its disk"),
    "XX001": Trouble("the server finds its files damaged; restore them from a copy"),
    "XX002": Trouble("the server finds its files damaged; restore them from a copy"),
}


def trouble_of(error: psycopg.Error) -> Trouble:
    """Tell an error of PostgreSQL, or of the line to it, in our words."""
    code = error.sqlstate
    if code is None:
        return _without_code(error)
    return _BY_CODE.get(code) or _BY_CODE.get(code[:2]) or Trouble(f"could not be used ({code})")


def _without_code(error: psycopg.Error) -> Trouble:
    if not isinstance(error, psycopg.OperationalError):
        return Trouble("could not be used")
    # The library for C does not pass on the code of a refused connection, and the words are those of the server's
    # language: what is not known by them is tried again, and ends as a server that cannot be reached.
    words = str(error)
    is_refused = any(known in words for known in ("authentication failed", "does not exist", "no pg_hba.conf entry"))
    return _LOCKED_OUT if is_refused or "no password supplied" in words else _GONE
