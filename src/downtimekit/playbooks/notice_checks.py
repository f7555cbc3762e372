"""What must hold of a playbook's notices: they can be filled, in every language alike, and give nobody away.

Source: a vendor's public downtime procedure: credentials are obtained by phone, never by email or ticket. That no
patient data leaves in a notice is this library's own promise; HIPAA's minimum necessary rule is 45 CFR 164.502(b).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from string import Template

from downtimekit.errors import Fault
from downtimekit.models.giveaways import giveaways, names_credential, names_patient_data
from downtimekit.models.notice import ENGLISH
from downtimekit.models.phrases.texting import ROOM
from downtimekit.playbooks.table import NoticeRule, Playbook, Translation
from downtimekit.playbooks.wording import WORDS, named

_BESIDE = 110
"""How long a text message may be beside what is filled in; the rest is for where, since when and whom to call."""


def faults_of_notice(notice: NoticeRule, path: str, playbook: Playbook) -> Iterator[Fault]:
    """Yield what is wrong with a notice.

    Args:
        notice: its rule.
        path: where it stands.
        playbook: the table that it stands in.
    """
    told_after = [move.signal for move in playbook.moves if notice.name in move.tells]
    alone = (playbook.declared_tells, playbook.extended_tells, *(deadline.tells for deadline in playbook.deadlines))
    told_alone = any(notice.name in tells for tells in alone)
    if not told_after and not told_alone:
        yield Fault(path, f"'{notice.name}' is told by nothing")
    details = {signal: _details(signal, playbook) for signal in told_after}
    said = [*details.values()] + ([set()] if told_alone else [])
    words = WORDS | (set.intersection(*said) if said else set())
    of_patients = {name: signal for signal in details if names_patient_data(signal) for name in details[signal]}
    yield from _texts(notice, path, words, of_patients)
    yield from _languages(notice, path)
    for number, texts in enumerate(notice.texts):
        yield from _texts(texts, f"{path}.texts[{number}]", words, of_patients)
        yield from _as_in_english(texts, f"{path}.texts[{number}]", notice)


def _texts(
    texts: NoticeRule | Translation, path: str, words: Collection[str], of_patients: Mapping[str, str]
) -> Iterator[Fault]:
    for part, text in _parts(texts):
        if not Template(text).is_valid():
            yield Fault(f"{path}.{part}", "has a $ that begins no word; write $$ for a dollar sign")
            continue
        for name in sorted(named(text)):
            yield from _word(name, f"{path}.{part}", words, of_patients)
        yield from _gives_away(text, f"{path}.{part}")
    beside = Template(texts.short).safe_substitute(dict.fromkeys(words, ""))
    if len(beside) > _BESIDE:
        yield Fault(
            f"{path}.short", f"has more than {_BESIDE} characters beside what is filled in: a text message holds {ROOM}"
        )


def _word(name: str, path: str, words: Collection[str], of_patients: Mapping[str, str]) -> Iterator[Fault]:
    """Yield what is wrong with a word that is to be filled in."""
    if names_patient_data(name):
        yield Fault(path, f"names ${name}: a notice says nothing about a patient, also where a signal does")
    elif names_credential(name):
        yield Fault(path, f"names ${name}: a notice holds no credential; write whom to call")
    elif name in of_patients:
        yield Fault(path, f"names ${name}, which '{of_patients[name]}' says: by its name it is about a patient")
    elif name not in words:
        yield Fault(path, f"names ${name}; what can be filled in: {', '.join(sorted(words))}")


def _gives_away(text: str, path: str) -> Iterator[Fault]:
    """Yield what a text gives away, as it stands or when something is filled in."""
    filled = (text, *(Template(text).safe_substitute(dict.fromkeys(named(text), some)) for some in ("9", "X")))
    for found in dict.fromkeys(found for one in filled for found in giveaways(one)):
        yield Fault(path, f"{found.words}, and no notice may: write whom to call")


def _languages(notice: NoticeRule, path: str) -> Iterator[Fault]:
    for language, count in Counter(texts.language for texts in notice.texts).items():
        if count > 1:
            yield Fault(f"{path}.texts", f"are there more than once in the language '{language}'")
        if language == ENGLISH:
            yield Fault(f"{path}.texts", "are those in other languages: the English ones stand in the notice itself")


def _as_in_english(texts: Translation, path: str, english: NoticeRule) -> Iterator[Fault]:
    """Yield what somebody who reads another language would not be told."""
    if english.short and not texts.short:
        yield Fault(f"{path}.short", "is not there, and the English text has one")
    for (part, text), (_, original) in zip(_parts(texts), _parts(english), strict=True):
        for name in sorted(named(original) - named(text) if text else ()):
            yield Fault(f"{path}.{part}", f"does not name ${name}, which the English text names")


def _parts(texts: NoticeRule | Translation) -> tuple[tuple[str, str], ...]:
    return ("subject", texts.subject), ("body", texts.body), ("short", texts.short)


def _details(signal: str, playbook: Playbook) -> set[str]:
    return {detail.name for one in playbook.signals if one.name == signal for detail in one.details}
