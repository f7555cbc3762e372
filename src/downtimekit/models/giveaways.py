"""What gives a patient or a credential away in words that leave the house; without a list of patients.

Source of the rule: a vendor's public downtime procedure: credentials are obtained by phone, never by email or ticket;
and no patient data leaves in a notice. The words and shapes below are our own list; a person reads what it lets pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum


class Giveaway(StrEnum):
    """What words give away."""

    NUMBER = "number"
    BIRTH_DATE = "birth_date"
    NAME = "name"
    SOCIAL_SECURITY = "social_security"
    CREDENTIAL = "credential"
    ASKS = "asks"
    LINK = "link"

    @property
    def words(self) -> str:
        """What is wrong, to be put after the name of what was read."""
        return _WORDS[self]


_WORDS: Mapping[Giveaway, str] = {
    Giveaway.NUMBER: "holds a record or accession number",
    Giveaway.BIRTH_DATE: "holds a birth date",
    Giveaway.NAME: "holds a patient's name",
    Giveaway.SOCIAL_SECURITY: "holds what looks like a social security number",
    Giveaway.CREDENTIAL: "holds a password, a PIN or the like",
    Giveaway.ASKS: "asks for a password, a PIN or the like",
    Giveaway.LINK: "holds a link with a credential in it",
}

_OF_PATIENTS = frozenset(
    {"patient", "patients", "pt", "pts", "paciente", "pacientes", "mrn", "mrns", "accession", "accessions", "ssn"}
    | {"dob", "birth", "birthday", "birthdate", "nacimiento", "diagnosis", "diagnoses", "dx", "encounter", "insurance"}
    | {"guarantor", "medicare", "medicaid", "beneficiary"}
)
_OF_PERSONS = frozenset({"name", "names", "surname", "forename", "firstname", "lastname", "fullname", "nombre"})
_WHICH = frozenset({"first", "last", "given", "family", "full", "middle"})
"""With the words above, a person's name where nothing else says whose it is: a `site_name` is no patient's."""

_OF_CREDENTIALS = frozenset(
    {"passwd", "pwd", "passphrase", "pin", "pins", "credential", "credentials", "secret", "token", "otp"}
)

_CREDENTIAL = (
    r"(?:(?i:pass ?words?|passwd|pwd|pass ?codes?|passphrases?|contraseñas?|credentials|credenciales|access codes?"
    r"|one-time codes?|códigos? de acceso|api keys?|pin (?:code|number)|pin(?=\s*[:=]))|PIN)"
)
_SENTENCE = r"(?!(?i:call|ask|phone|llame|pida)\b)"
"""What follows ``password:`` in a sentence that is allowed: `For a new password: call extension 100`."""

_SEND = r"(?:send|reply with|answer with|enter|type|tell us|give us|confirm|envíe|responda con|escriba|indique)"
_NOT_FORBIDDEN = "".join(rf"(?<!(?i:{no}) )" for no in ("never", "not", "n't", "nunca", "no"))
"""`Never send a password` asks for none."""

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic)[a-z]*\.? "
_DAY = rf"[\s:=]*(?:is |on |in |es |el )?(?:\d|{_MONTH}\d)"

_SHAPES: Mapping[Giveaway, tuple[str, ...]] = {
    Giveaway.NUMBER: (
        r"(?i)\bMRNs?\b[\s#:.=-]{0,3}(?:is |no\.? |number )?[\s#:=]{0,2}(?=[A-Z0-9._-]*\d)[A-Z0-9]",
        r"(?i)\b(?:record|chart|accession|expediente) (?:number|no\.?|num\.?|#)[\s:=]*\S*\d",
        r"(?i)\b(?:accession|acc#?)[\s#:=]{1,3}(?=\S*\d)\S",
    ),
    Giveaway.BIRTH_DATE: (
        r"(?i)\b(?:DOB|D\.O\.B\.?|date of birth|birth ?date|birthday|born)" + _DAY,
        r"(?i)\b(?:fecha de nacimiento|nacid[oa])" + _DAY,
    ),
    Giveaway.NAME: (
        r"(?i:\b(?:patient|pt)(?:['\u2019]s)? ?name)\s*(?:[:=]\s*[^\W\d_]|is\s+[A-Z])",
        r"(?i:\bnombre de(?:l| la) paciente)\s*(?:[:=]\s*[^\W\d_]|es\s+[A-Z])",
    ),
    Giveaway.SOCIAL_SECURITY: (
        # Never issued: area 000, 666 and 900 to 999, group 00, serial 0000 (ssa.gov, "SSN Randomization").
        r"(?<![\d-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])",
        r"(?i)\b(?:SSN|social security(?: number)?)\b[\s#:=]*(?:is )?\d{3}",
    ),
    Giveaway.CREDENTIAL: (
        rf"\b{_CREDENTIAL}\s*[:=]\s*{_SENTENCE}[\w$('\"#]",
        rf"\b{_CREDENTIAL}\s+(?:(?i:is|es)\s+)?(?:\$|#?\d|['\"]|\w*\d)",
    ),
    Giveaway.ASKS: (
        rf"(?i:\b(?:your|su|sus|tu|tus)\s+(?:\w+\s+){{0,2}}?){_CREDENTIAL}\b",
        rf"{_NOT_FORBIDDEN}(?i:\b{_SEND}\s+(?:us |the |a |el |la )?){_CREDENTIAL}\b",
    ),
    Giveaway.LINK: (
        r"(?i)\b[a-z][a-z0-9+.-]{1,20}://[^\s/?#@]+@",
        r"(?i)[?&#](?:access_?token|token|key|api_?key|secret|password|pwd|pass|sig|signature|code)=[^\s&]",
    ),
}


def giveaways(text: str) -> Iterator[Giveaway]:
    """Yield what a text gives away by its shape, each once."""
    for kind, shapes in _SHAPES.items():
        if any(re.search(shape, text) for shape in shapes):
            yield kind


def names_patient_data(name: str) -> bool:
    """Say whether what has this name, such as ``mrn`` or ``date_of_birth``, would be a patient's."""
    plain = name.casefold()
    parts = set(plain.split("_"))
    if parts & _OF_PATIENTS or "patient" in plain or "paciente" in plain:
        return True
    return bool(parts & _OF_PERSONS) and parts <= _OF_PERSONS | _WHICH


def names_credential(name: str) -> bool:
    """Say whether what has this name, such as ``portal_password``, would be a credential."""
    plain = name.casefold()
    return not _OF_CREDENTIALS.isdisjoint(plain.split("_")) or "password" in plain or "passcode" in plain
