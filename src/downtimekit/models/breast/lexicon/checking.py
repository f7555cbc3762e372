"""Whether the words of a report are terms of a lexicon. The models do not ask: a lexicon is chosen by who checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from downtimekit.models.breast.appearance import Appearance
from downtimekit.models.breast.finding import Finding
from downtimekit.models.breast.lexicon.vocabulary import Lexicon, Lexicons, Vocabulary
from downtimekit.models.breast.report import BreastReport
from downtimekit.models.concern import Concern, Gravity

_ASSOCIATED = "associated"


def term_concerns(report: BreastReport, *, lexicons: Lexicons, edition: str = "birads5") -> Iterator[Concern]:
    """Yield where a report's words are not those of a lexicon.

    A word that the lexicon does not know, and a descriptor that it does not have, are faults. An older word, another
    writing, a word of another kind of finding and a kind that the modality does not show are warnings.

    Args:
        report: the report.
        lexicons: where the lexicon is found.
        edition: its name.

    Raises:
        UnknownName: there is no lexicon of that name.
    """
    default = lexicons.find(edition, report.modality)
    for number, finding in enumerate(report.findings):
        path = f"findings[{number}]"
        consulted = []
        for place, look in enumerate(finding.appearances):
            lexicon = lexicons.find(edition, look.modality)
            if lexicon is None:
                yield _missing_lexicon(edition, f"{path}.appearances[{place}]")
            else:
                consulted.append(lexicon)
                yield from _of_look(look, finding, lexicon, f"{path}.appearances[{place}]")
        if default is not None and not consulted:
            consulted.append(default)
        yield from _of_finding(finding, consulted, path)


def _of_look(look: Appearance, finding: Finding, lexicon: Lexicon, path: str) -> Iterator[Concern]:
    for descriptor, term in look.said():
        where = f"{path}.{descriptor if descriptor in look.descriptors() else 'further'}"
        vocabulary = lexicon.descriptors.get(descriptor)
        if vocabulary is None:
            yield Concern("descriptor_unknown", where, f"{lexicon.name} has no such descriptor", lexicon.edition)
            continue
        yield from _of_term(term, vocabulary, lexicon, where)
        if vocabulary.kinds and finding.kind not in vocabulary.kinds:
            words = f"does not describe a finding of this kind, but {_listed(vocabulary.kinds)}"
            yield Concern("descriptor_misplaced", where, words, lexicon.edition, Gravity.WARNING)


def _of_finding(finding: Finding, lexicons: list[Lexicon], path: str) -> Iterator[Concern]:
    if lexicons and not any(finding.kind in lexicon.kinds for lexicon in lexicons):
        modalities = _listed(lexicon.modality for lexicon in lexicons)
        words = f"is no kind of finding that {lexicons[0].name} knows in {modalities}"
        yield Concern("kind_unknown", f"{path}.kind", words, lexicons[0].edition, Gravity.WARNING)
    yield from _of_associated(finding, lexicons, path)


def _of_associated(finding: Finding, lexicons: list[Lexicon], path: str) -> Iterator[Concern]:
    knowing = [lexicon for lexicon in lexicons if _ASSOCIATED in lexicon.descriptors]
    for term in finding.associated if knowing else ():
        asked = next((lexicon for lexicon in knowing if term in lexicon[_ASSOCIATED].known), knowing[0])
        yield from _of_term(term, asked[_ASSOCIATED], asked, f"{path}.{_ASSOCIATED}")


def _of_term(term: str, vocabulary: Vocabulary, lexicon: Lexicon, path: str) -> Iterator[Concern]:
    if term in vocabulary.terms:
        return
    if term in vocabulary.legacy:
        words = f"is an older word; {lexicon.name} says {vocabulary.legacy[term]}"
        yield Concern("term_legacy", path, words, lexicon.edition, Gravity.WARNING)
    elif term in vocabulary.writings:
        words = f"is another writing; the key in {lexicon.name} is {vocabulary.writings[term]}"
        yield Concern("term_writing", path, words, lexicon.edition, Gravity.WARNING)
    elif term in vocabulary.retired:
        words = f"is a word that {lexicon.name} no longer has, and that nothing replaced"
        yield Concern("term_retired", path, words, lexicon.edition, Gravity.WARNING)
    else:
        words = f"is not a term of {lexicon.name}; its terms are {', '.join(vocabulary.terms)}"
        yield Concern("term_unknown", path, words, lexicon.edition)


def _missing_lexicon(edition: str, path: str) -> Concern:
    words = f"{edition} has no part for this modality, so its words cannot be checked"
    return Concern("lexicon_missing", path, words, gravity=Gravity.WARNING)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(set(names)))
