"""The text message of a notice: one message, in which what is long is shortened, and never whom to call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from downtimekit.models.downtime.news import LetterPart
from downtimekit.models.phrases.texting import fits, in_gsm
from downtimekit.playbooks.wording import Wording, cut, filled, named, news_by

_KEPT = frozenset({"call", "next_update", "since", "now", "starts", "ends", "todo"})
"""What never gives way to a long name."""

_TIGHTER = (60, 40, 28, 20, 14, 8)
"""To how many characters each of the other words is brought, one try after the other."""


def text_message(wording: Wording) -> str:
    """Return a notice as one text message, in the GSM alphabet where that can be read.

    Long names give way first, then how to work meanwhile; whom to call and by when there is news stay.
    """
    template = wording.texts.short or wording.texts.subject
    line = ""
    for words in _tries(wording, named(template)):
        line = _line(wording, template, words)
        if fits(line):
            return line
    while not fits(line):
        line = line[:-1]
    return line


def _tries(wording: Wording, names: frozenset[str]) -> Iterator[Mapping[str, str]]:
    """Yield what is filled in, shorter from one try to the next."""
    words = wording.words(names)
    if "todo" in names:
        words["todo"] = wording.todo(briefly=True)
    if names >= {"starts", "ends"}:
        words["ends"] = wording.ends_briefly()
    yield words
    lists = {"sites": wording.occasion.sites, "services": wording.occasion.services}
    for room in _TIGHTER:
        for name in names & words.keys() - _KEPT:
            one_line = " ".join(words[name].split())
            words[name] = _counted(lists[name], room) if name in lists else cut(one_line, room)
        yield words
    yield {**words, "todo": ""}


def _line(wording: Wording, template: str, words: Mapping[str, str]) -> str:
    there = named(template)
    needed = [LetterPart.CALL] if "call" not in there else []
    if "next_update" not in there and news_by(wording.rule, wording.occasion) is not None:
        needed.insert(0, LetterPart.NEXT_UPDATE)
    line = wording.mark + filled(template, words)
    if needed and not line.endswith((".", "!", "?")):
        line += "."
    whole = " ".join([line, *(f"{wording.line(part)}." for part in needed)])
    return in_gsm(" ".join(whole.split()))


def _counted(names: Sequence[str], room: int) -> str:
    """Return names in a line; of more than fit the first, cut if need be, and how many more there are."""
    for count in range(len(names), 0, -1):
        more = f" +{len(names) - count}" if count < len(names) else ""
        line = ", ".join(names[:count]) + more
        if len(line) <= room:
            return line
    more = f" +{len(names) - 1}" if len(names) > 1 else ""
    return names[0][: max(room - len(more), 4)] + more if names else ""
