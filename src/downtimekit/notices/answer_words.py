"""What is said to somebody who answers, in the languages that are shipped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from attrs import frozen

from downtimekit.models.notice import ENGLISH

SPANISH = "es"


class TakenStatus(StrEnum):
    """What became of something that came in."""

    RECORDED = "recorded"
    """It is in the journal now."""
    CONFIRM = "confirm"
    """A person is asked first; nothing was written. Programs that look for dangerous links open them, too."""
    DUPLICATE = "duplicate"
    """The same came before; nothing more was written."""
    ALREADY = "already"
    """It is no news: they said so before in another way, or something surer is known; nothing more was written."""
    LATE = "late"
    """It is in the journal now, but nobody waited for it any more."""
    UNKNOWN = "unknown"
    """It is genuine, and about nothing that is known here, or nothing that is open."""
    UNCLEAR = "unclear"
    """It can be understood in more than one way, or in none; nothing was written."""
    NOTHING = "nothing"
    """It is genuine, and says nothing that is recorded."""
    REFUSED = "refused"
    """It is not genuine, too old, too long or cannot be read; nothing was written."""


class Saying(StrEnum):
    """What there is to say beside a status."""

    EXPIRED = "expired"
    SEVERAL = "several"
    STOP = "stop"
    SENDER = "sender"
    BUTTON = "button"


@frozen
class Words:
    """A heading, and a sentence or two."""

    title: str
    sentence: str


_EN: Mapping[TakenStatus | Saying, Words] = {
    TakenStatus.CONFIRM: Words(
        "Do you have this notice?", "Press the button to say that you have it. Opening this page alone says nothing."
    ),
    TakenStatus.RECORDED: Words("Thank you", "It is recorded that you have the notice."),
    TakenStatus.DUPLICATE: Words(
        "Thank you", "It was recorded before that you have the notice. There is no more to do."
    ),
    TakenStatus.ALREADY: Words("Thank you", "It was recorded before that you have the notice. There is no more to do."),
    TakenStatus.LATE: Words(
        "Recorded, but late", "It is recorded that you have the notice. Nobody waited for it any more."
    ),
    TakenStatus.UNKNOWN: Words("Not found", "There is no such open notice. Ask your help desk what holds now."),
    TakenStatus.UNCLEAR: Words("Not understood", "Reply with the code of the message alone, or with YES."),
    TakenStatus.REFUSED: Words(
        "This link does not work", "It is not complete, or not from us. Open it again from the message."
    ),
    Saying.EXPIRED: Words("This link is too old", "Nothing was recorded. Ask your help desk what holds now."),
    Saying.SEVERAL: Words("Which one?", "Several notices are open for you. Reply with the code of the message."),
    Saying.STOP: Words("Not an answer", "This does not say that you have the notice. Nothing was recorded."),
    Saying.SENDER: Words("Not known", "Nobody in the directory has this address. Nothing was recorded."),
    Saying.BUTTON: Words("I have it", ""),
}

_ES: Mapping[TakenStatus | Saying, Words] = {
    TakenStatus.CONFIRM: Words(
        "¿Ha recibido este aviso?",
        "Pulse el botón para confirmar que lo ha recibido. Abrir esta página no confirma nada.",
    ),
    TakenStatus.RECORDED: Words("Gracias", "Ha quedado registrado que ha recibido el aviso."),
    TakenStatus.DUPLICATE: Words(
        "Gracias", "Ya estaba registrado que ha recibido el aviso. No tiene que hacer nada más."
    ),
    TakenStatus.ALREADY: Words(
        "Gracias", "Ya estaba registrado que ha recibido el aviso. No tiene que hacer nada más."
    ),
    TakenStatus.LATE: Words(
        "Registrado, pero tarde", "Ha quedado registrado que ha recibido el aviso. Ya nadie esperaba la respuesta."
    ),
    TakenStatus.UNKNOWN: Words(
        "No encontrado", "No hay ningún aviso abierto como este. Pregunte a su mesa de ayuda qué está vigente ahora."
    ),
    TakenStatus.UNCLEAR: Words("No se ha entendido", "Responda solo con el código del mensaje, o con SÍ."),
    TakenStatus.REFUSED: Words(
        "Este enlace no funciona", "No está completo o no es nuestro. Ábralo de nuevo desde el mensaje."
    ),
    Saying.EXPIRED: Words(
        "Este enlace ha caducado", "No se ha registrado nada. Pregunte a su mesa de ayuda qué está vigente ahora."
    ),
    Saying.SEVERAL: Words("¿Cuál?", "Tiene varios avisos abiertos. Responda con el código del mensaje."),
    Saying.STOP: Words("No es una respuesta", "Esto no confirma que haya recibido el aviso. No se ha registrado nada."),
    Saying.SENDER: Words("Desconocido", "Nadie en el directorio tiene esta dirección. No se ha registrado nada."),
    Saying.BUTTON: Words("Lo he recibido", ""),
}

WORDS: Mapping[str, Mapping[TakenStatus | Saying, Words]] = {ENGLISH: _EN, SPANISH: _ES}
"""By language, as a BCP 47 tag without a region."""


def spoken(languages: Iterable[str]) -> str:
    """Return the first language in which there are words; English where there is none."""
    for language in languages:
        if (alone := language.strip().lower().partition("-")[0]) in WORDS:
            return alone
    return ENGLISH


def accepted(header: str) -> tuple[str, ...]:
    """Return the languages of an ``Accept-Language`` header, the most wanted first (RFC 9110, section 12.5.4)."""
    ranked: list[tuple[float, int, str]] = []
    for part in header[:500].split(","):
        language, _, weight = part.partition(";q=")
        try:
            ranked.append((-float(weight or 1), len(ranked), language.strip()))
        except ValueError:
            continue
    return tuple(language for _, _, language in sorted(ranked))
