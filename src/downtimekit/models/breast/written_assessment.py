"""How an assessment category is read from paper or from another system's words.

A writing that can mean two categories is answered with both: a person decides. That goes for a bare 0, which does
not say what is needed, and for the statement that named both needs and is no longer allowed (88 FR 15126).

Two traps. The display words of DICOM CID 6027 for 4B and 4C are those of an older edition, in which *moderate* is
4C, while today's is 4B: with no number beside it, it is answered with both. PowerScribe's ``Wait - Path`` is not a
category, and is not read as one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from downtimekit.models.breast.aliases import AliasTable, folded, key_and_words, meanings, without_prefixes
from downtimekit.models.breast.assessment import GRADES_OF_SUSPICION, Assessment

_EITHER_ZERO = (Assessment.NEED_ADDITIONAL_IMAGING, Assessment.NEED_PRIORS)

ASSESSMENT_ALIASES: Sequence[AliasTable[Assessment]] = (
    AliasTable("the keys", {category.value: (category,) for category in Assessment}),
    AliasTable("a zero that does not say what is needed", {"0": _EITHER_ZERO, "Incomplete": _EITHER_ZERO}),
    AliasTable(
        "21 CFR 900.12(c)(1)(iv) and (v)",
        # The grades of 4 share their statement with 4: the statement alone says 4, and no more.
        {category.statement: (category,) for category in Assessment if category not in GRADES_OF_SUSPICION},
    ),
    AliasTable(
        "21 CFR 900.12(c)(1)(v) before 88 FR 15126; FDA, MQSA Alternative Standard #11",
        {
            "Incomplete: Need additional imaging evaluation and/or prior mammograms for comparison": _EITHER_ZERO,
            "Need additional imaging evaluation": (Assessment.NEED_ADDITIONAL_IMAGING,),
            "Need prior mammograms for comparison": (Assessment.NEED_PRIORS,),
            "Post Procedure Mammograms for Marker Placement": (Assessment.POST_PROCEDURE_MARKER,),
        },
    ),
    AliasTable(
        "wordings that FDA tolerated: Policy Guidance Help System, ucm136186; ACR, lay report letters",
        {
            "Negative Mammogram": (Assessment.NEGATIVE,),
            "Benign Finding": (Assessment.BENIGN,),
            "Benign Findings": (Assessment.BENIGN,),
            "Benign Finding(s)": (Assessment.BENIGN,),
            "Probably Benign Finding - Short Interval Follow-up Suggested": (Assessment.PROBABLY_BENIGN,),
            "Suspicious Abnormality": (Assessment.SUSPICIOUS,),
            "Suspicious Abnormality - Biopsy Should be Considered": (Assessment.SUSPICIOUS,),
            "Highly Suggestive of Malignancy - Appropriate Action Should be Taken": (Assessment.HIGHLY_SUGGESTIVE,),
        },
    ),
    AliasTable(
        "VistA file 78.3, DIAGNOSTIC CODES, with the patches RA*5.0*206 and RA*5.0*211",
        {
            "1100": (Assessment.NEED_ADDITIONAL_IMAGING,),
            "1101": (Assessment.NEGATIVE,),
            "1102": (Assessment.BENIGN,),
            "1103": (Assessment.PROBABLY_BENIGN,),
            "1104": (Assessment.SUSPICIOUS,),
            "1105": (Assessment.HIGHLY_SUGGESTIVE,),
            "1106": (Assessment.KNOWN_MALIGNANCY,),
            "Known Biopsy Proven Malignancy": (Assessment.KNOWN_MALIGNANCY,),
            "1107": (Assessment.POST_PROCEDURE_MARKER,),
            "BI-RADS R": (Assessment.POST_PROCEDURE_MARKER,),
            "BI-RADS Category R": (Assessment.POST_PROCEDURE_MARKER,),
            "1110": (Assessment.NEED_PRIORS,),
        },
    ),
    AliasTable(
        "PowerScribe 360 values in an HL7 feed, and what Epic Radiant made of them",
        {
            "Addl Img": (Assessment.NEED_ADDITIONAL_IMAGING,),
            "Priors": (Assessment.NEED_PRIORS,),
            "Neg": (Assessment.NEGATIVE,),
            "Prob Benign": (Assessment.PROBABLY_BENIGN,),
            "Susp": (Assessment.SUSPICIOUS,),
            "Low Susp": (Assessment.LOW_SUSPICION,),
            "Low Suspicion for Malignancy": (Assessment.LOW_SUSPICION,),
            "Mod Susp": (Assessment.MODERATE_SUSPICION,),
            "Moderate Suspicion for Malignancy": (Assessment.MODERATE_SUSPICION,),
            "High Susp": (Assessment.HIGH_SUSPICION,),
            "High Suspicion for Malignancy": (Assessment.HIGH_SUSPICION,),
            "Hi Sug Mal": (Assessment.HIGHLY_SUGGESTIVE,),
            "Biop - Malig": (Assessment.KNOWN_MALIGNANCY,),
            "PPM - Marker": (Assessment.POST_PROCEDURE_MARKER,),
            "100": (Assessment.POST_PROCEDURE_MARKER,),
            "200": (Assessment.NEED_PRIORS,),
        },
    ),
    AliasTable(
        "names of the grades: BI-RADS v2025, and the older ones of DICOM CID 6027",
        {
            "Low suspicion": (Assessment.LOW_SUSPICION,),
            "Intermediate suspicion": (Assessment.MODERATE_SUSPICION,),
            "Moderate suspicion": (Assessment.MODERATE_SUSPICION, Assessment.HIGH_SUSPICION),
            "High suspicion": (Assessment.HIGH_SUSPICION,),
        },
    ),
    AliasTable("our own short form", {"post": (Assessment.POST_PROCEDURE_MARKER,)}),
    AliasTable(
        "a grade that stands apart from its number, as in handwriting",
        {f"4{gap}{grade.value[1]}": (grade,) for gap in " -" for grade in sorted(GRADES_OF_SUSPICION)},
    ),
)
"""How a category is written, with the sources; the words that two sources share stand with the first."""

_PREFIXES = ("bi-rads", "bi rads", "birads", "acr", "assessment", "category", "cat.", "cat")


def read_assessment(
    written: str, *, tables: Sequence[AliasTable[Assessment]] = ASSESSMENT_ALIASES
) -> tuple[Assessment, ...]:
    """Read a category as it is written: ``4A``, ``BI-RADS 2: Benign``, the FDA's statement, ``Hi Sug Mal``.

    Args:
        written: the words.
        tables: what they may mean; add one of your own for another system's words.

    Returns:
        Every category that the writing can mean: none where it is not known. A number and words that contradict
        each other are answered with what either of them means.
    """
    word = folded(written)
    bare = without_prefixes(word, _PREFIXES)
    found = meanings(word, tables) or meanings(bare, tables)
    if found:
        return found
    key, words = key_and_words(bare, tables) or ((), ())
    return tuple(category for category in key if fits(category, words)) or tuple(dict.fromkeys((*key, *words)))


def fits(category: Assessment, words: Collection[Assessment]) -> bool:
    """Say whether words can mean a category: the grades of 4 share their statement with 4."""
    return category in words or (category in GRADES_OF_SUSPICION and Assessment.SUSPICIOUS in words)
