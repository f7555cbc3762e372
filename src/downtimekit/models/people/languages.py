"""Languages of people, as BCP 47 tags (RFC 5646).

A tag is checked against the grammar of RFC 5646 section 2.1, its two-letter language against ISO 639-1 and its
two-letter region against ISO 3166-1: ``sp`` for Spanish and ``en-UK`` are the mistakes that people make. Three-letter
languages, scripts, variants and extensions are checked by their form only: the full registry weighs as much as this
library.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

_LANGUAGES = """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo
    es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg
    ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn
    no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw
    ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
_REGIONS = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC
    CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD
    GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH
    KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW
    MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC
    SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY
    UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
_TAG = (
    r"(?P<language>[a-z]{2,3})(?P<extended>(?:-[a-z]{3})?)(?:-(?P<script>[a-z]{4}))?"
    r"(?:-(?P<region>[a-z]{2}|[0-9]{3}))?(?P<variants>(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)"
    r"(?P<extensions>(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*)(?P<private>(?:-x(?:-[a-z0-9]{1,8})+)?)"
)
_EXTENDED = frozenset({"ar", "kok", "lv", "ms", "sgn", "sw", "uz", "zh"})
"""Languages for which the IANA registry has extended ones; elsewhere, as in en-USA, three letters are a mistake."""

_WORDS = "is not a language tag, such as en, es-MX or zh-Hant (BCP 47)"


def _tag(written: str) -> str:
    found = re.fullmatch(_TAG, written.lower())
    if found is None or (found["extended"] and found["language"] not in _EXTENDED):
        raise ValueError(_WORDS)
    language, region = found["language"], (found["region"] or "").upper()
    variants = found["variants"].split("-")[1:]
    singletons = re.findall(r"-([a-z0-9])(?=-)", found["extensions"])
    if len(language) == 2 and language not in _LANGUAGES.split():  # noqa: PLR2004  (ISO 639-1)
        raise ValueError("names a language that is not known: two letters of ISO 639-1, such as es for Spanish")
    if region.isalpha() and region not in _REGIONS.split():
        raise ValueError("names a region that is not known: two letters of ISO 3166-1, such as GB")
    if len(set(variants)) < len(variants) or len(set(singletons)) < len(singletons):
        raise ValueError(_WORDS)
    parts = [language + found["extended"], (found["script"] or "").title(), region]
    return "-".join(filter(None, parts)) + found["variants"] + found["extensions"] + found["private"]


Language = Annotated[str, StringConstraints(max_length=64), AfterValidator(_tag)]
"""A language, such as ``en``, ``es-MX`` or ``ase`` (American Sign Language); it comes back in the usual letter case."""
