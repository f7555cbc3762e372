"""A breast report on its way through a content tree: coded as DICOM has it, categories never guessed, nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from attrs import evolve

from downtimekit.errors import InvalidInput
from downtimekit.interop.dicom import Code, Image, Item, Measured, Relationship, Signature, ValueType
from downtimekit.interop.dicom import breast_codes as names
from downtimekit.interop.dicom.breast import ReadReport, from_content, to_content
from downtimekit.interop.dicom.content import container, own, text
from downtimekit.models.breast import Assessment, BreastReport, Comparison, Density, Modality, ReportStatus
from downtimekit.models.drawing import DrawnMark
from tests.breast import READ_AT, a_final_report, a_finding, a_report, code_list

FINAL = a_final_report(
    a_finding(
        clock=2,
        quadrant="upper_inner",
        depth="middle",
        size_mm=12.5,
        further_sizes_mm=(9, 7),
        appearances=[
            {"view": "CC", "shape": ("irregular", "oval"), "margin": ("spiculated",)},
            {"modality": "ultrasound", "view": "radial", "echo_pattern": ("hypoechoic",)},
        ],
        associated=("skin_thickening",),
        change=("larger",),
        assessment="4C",
        note="palpable | hard",
    ),
    a_finding(number=2, kind="asymmetry", region="axilla"),
    laterality="bilateral",
    indication="screening",
    clinical_question="lump?",
    technique="2D and tomosynthesis",
    comparison=Comparison(dates=(date(2025, 2, 1),)),
    breasts=({"side": "left", "assessment": "1"}, {"side": "right", "assessment": "4C"}),
    assessment="4C",
    recommendations=(
        {"kind": "core_biopsy", "side": "right"},
        {"kind": "routine_screening", "interval": 1, "unit": "a"},
    ),
    impression="Suspicious mass.\n\nBiopsy & clip.",
    explanation="as the patient wishes",
)
SIGNED = Signature(is_final=True, by="Rosa Reyes, MD", at=READ_AT)


def items(item: Item) -> Iterator[Item]:
    yield item
    for below in item.items:
        yield from items(below)


def said(item: Item, name: Code) -> list[Item]:
    return [each for each in items(item) if each.name == name]


def replaced(item: Item, old: Item, *new: Item) -> Item:
    """Return a tree with other items in the place of one."""
    below = [part for each in item.items for part in (new if each is old else (replaced(each, old, *new),))]
    return evolve(item, items=tuple(below))


def read(content: Item, signature: Signature = SIGNED) -> ReadReport:
    return from_content(content, signature=signature)


def test_a_report_comes_back_as_the_radiologist_wrote_it() -> None:
    written = to_content(FINAL)
    found = read(written.content)
    assert found.report == FINAL
    assert not written.losses
    assert not found.losses
    assert not found.concerns


def test_the_tree_is_a_breast_imaging_report_with_narrative_and_supplementary_data() -> None:
    content = to_content(FINAL).content
    assert content.name == Code("DCM", "111400")
    assert [each.name for each in content.items if each.kind is ValueType.CONTAINER] == [
        Code("DCM", "111412"),
        Code("DCM", "111414"),
    ]


@pytest.mark.parametrize(
    ("category", "code"),
    [
        ("1", Code("SCT", "397140005")),
        ("2", Code("SCT", "397141009")),
        ("3", Code("SCT", "397143007")),
        ("4", Code("SCT", "397144001")),
        ("4A", Code("BI", "MA.II.A.5.4A")),
        ("4B", Code("BI", "MA.II.A.5.4B")),
        ("4C", Code("BI", "MA.II.A.5.4C")),
        ("5", Code("SCT", "397145000")),
        ("6", Code("BI", "MA.II.A.5.6")),
        ("post_marker", Code("DCM", "111120")),
    ],
)
def test_a_category_is_told_by_its_code_whatever_words_stand_beside_it(category: str, code: Code) -> None:
    content = to_content(a_report(assessment=category)).content
    [item] = said(content, names.CATEGORY)
    assert item.value == code
    older = replaced(content, item, evolve(item, value=evolve(code, meaning="4B - Moderate suspicion")))
    assert read(older, Signature()).report.assessment == category


@pytest.mark.parametrize("category", ["0_additional", "0_priors"])
def test_both_forms_of_category_0_have_the_public_code_and_are_told_apart_below_it(category: str) -> None:
    content = to_content(a_report(assessment=category)).content
    [item] = said(content, names.CATEGORY)
    assert item.value == Code("SCT", "397138000")
    assert read(content, Signature()).report.assessment == category


def test_a_category_0_that_does_not_say_which_form_it_is_is_refused() -> None:
    content = to_content(a_report(assessment="0_priors")).content
    [item] = said(content, names.CATEGORY)
    with pytest.raises(InvalidInput, match="more than one way"):
        read(replaced(content, item, evolve(item, items=())), Signature())


def test_two_overall_categories_are_refused() -> None:
    content = to_content(a_report(assessment="2")).content
    [item] = said(content, names.CATEGORY)
    other = evolve(item, value=Code("SCT", "397145000"))
    with pytest.raises(InvalidInput, match="says again"):
        read(replaced(content, item, item, other), Signature())


@pytest.mark.parametrize("name", [names.IMPRESSION, names.QUADRANT, names.DIAMETER, names.REASON])
def test_what_is_said_twice_is_refused_because_nobody_knows_which_holds(name: Code) -> None:
    content = to_content(FINAL).content
    item = said(content, name)[0]
    with pytest.raises(InvalidInput, match="says again"):
        read(replaced(content, item, item, item))


def test_an_unknown_category_is_a_loss_and_the_report_no_longer_final() -> None:
    content = to_content(a_final_report()).content
    [item] = said(content, names.CATEGORY)
    found = read(replaced(content, item, evolve(item, value=Code("SCT", "1"))))
    assert found.report.status is ReportStatus.PRELIMINARY
    assert [concern.code for concern in found.concerns] == ["final_incomplete"]
    assert len(found.losses) == 2  # the code, and the narrative that repeats it


@pytest.mark.parametrize("signature", [Signature(), Signature(by="Rosa Reyes, MD", at=READ_AT)])
def test_without_a_verification_no_report_is_final(signature: Signature) -> None:
    assert read(to_content(FINAL).content, signature).report.status is ReportStatus.PRELIMINARY


@pytest.mark.parametrize(
    ("name", "number"),
    [("density", 6000), ("indication", 6051), ("laterality", 6022)],
)
def test_values_are_codes_of_the_context_group(name: str, number: int) -> None:
    said_as = {"density": names.COMPOSITION, "indication": names.REASON, "laterality": names.SIDE}
    values = {"density": tuple(Density), "indication": ("screening", "diagnostic"), "laterality": ("left", "right")}
    for value in values[name]:
        content = to_content(BreastReport.model_validate({name: value})).content
        found = [item.value for item in said(content, said_as[name])]
        assert any(isinstance(code, Code) and code.value in code_list(number) for code in found)


def test_a_mass_in_a_mammogram_has_the_public_code_and_one_in_ultrasound_ours() -> None:
    for modality, scheme in ((Modality.MAMMOGRAPHY, "SCT"), (Modality.ULTRASOUND, "99DTK")):
        content = to_content(a_report(a_finding(), modality=modality)).content
        [item] = said(content, names.FINDING)
        assert isinstance(item.value, Code)
        assert item.value.scheme == scheme
        assert read(content, Signature()).report.findings[0].kind == "mass"


def test_what_has_no_place_is_named_and_not_shown() -> None:
    mark = DrawnMark.model_validate({"x": 0.5, "y": 0.5})
    report = a_report(a_finding(appearances=[{"view": "CC"}]), breasts=({"side": "left"},), drawing=(mark,))
    assert to_content(report).losses == ("breasts[0]", "findings[0].appearances[0]", "drawing")


def test_an_item_of_another_system_is_a_loss_by_its_path() -> None:
    content = to_content(a_report(assessment="2")).content
    strange = text(own("strange"), "something")
    found = read(evolve(content, items=(*content.items, strange)), Signature())
    assert found.losses == (f"1.{len(content.items) + 1}",)


def test_a_narrative_that_says_something_else_than_the_codes_is_told() -> None:
    content = to_content(a_report(assessment="2")).content
    repeated = next(item for item in said(content, names.OVERALL) if item.kind is ValueType.TEXT)
    found = read(replaced(content, repeated, evolve(repeated, value="Suspicious")), Signature())
    assert found.report.assessment is Assessment.BENIGN
    assert len(found.losses) == 1


def test_a_size_in_centimetres_is_read_and_one_without_a_known_unit_is_a_loss() -> None:
    content = to_content(a_report(a_finding(size_mm=20))).content
    [item] = said(content, names.DIAMETER)
    for unit, size, losses in (("cm", 200.0, 0), ("[in_i]", None, 1)):
        other = evolve(item, value=Measured(20, Code("UCUM", unit)))
        found = read(replaced(content, item, other), Signature())
        assert found.report.findings[0].size_mm == size
        assert len(found.losses) == losses


def test_a_finding_that_does_not_say_its_side_is_refused() -> None:
    content = to_content(a_report(a_finding())).content
    [item] = said(content, names.FINDING)
    with pytest.raises(InvalidInput, match="in which breast"):
        read(replaced(content, item, evolve(item, items=())), Signature())


def test_an_exam_of_a_kind_that_is_not_known_is_refused() -> None:
    content = to_content(a_report()).content
    [item] = said(content, names.PROCEDURE)
    with pytest.raises(InvalidInput, match="kind that is not known"):
        read(replaced(content, item, evolve(item, value=Code("SCT", "241539009"))), Signature())


def test_findings_without_a_number_get_free_ones() -> None:
    content = to_content(a_report(a_finding(number=1), a_finding(number=2))).content
    first, _ = said(content, names.TRACKING)
    found = read(replaced(content, first), Signature())
    assert sorted(finding.number for finding in found.report.findings) == [1, 2]


def test_another_tree_is_refused() -> None:
    with pytest.raises(InvalidInput, match="not a breast imaging report"):
        from_content(container(Code("LN", "11528-7"), (), relation=None))


def test_images_stand_in_the_tree() -> None:
    image = Image("1.2.840.10008.5.1.4.1.1.1.2", "1.2.3", "1.2")
    content = to_content(FINAL, images=(image,)).content
    found = read(content)
    assert found.images == (image,)
    assert not found.losses


def test_only_relationships_of_enhanced_sr_are_used() -> None:
    allowed = {
        Relationship.CONTAINS: {ValueType.CONTAINER},
        Relationship.HAS_OBS_CONTEXT: {ValueType.CONTAINER},
        Relationship.HAS_CONCEPT_MOD: set(ValueType),
        Relationship.HAS_PROPERTIES: {ValueType.CODE, ValueType.TEXT, ValueType.NUM},
    }
    for item in items(to_content(FINAL).content):
        for below in item.items:
            assert below.relation is not None
            assert item.kind in allowed[below.relation]
            assert below.kind is not ValueType.CONTAINER or below.relation is Relationship.CONTAINS


def test_no_meaning_of_a_code_is_longer_than_dicom_allows() -> None:
    for density in Density:
        for item in items(to_content(a_report(density=density)).content):
            for code in (item.name, item.value):
                assert not isinstance(code, Code) or 0 < len(code.meaning) <= 64


def test_a_repr_shows_nothing_of_the_patient() -> None:
    written = to_content(a_report(impression="Zzplanted", interpreted_by="Rosa Reyes"))
    assert "Zzplanted" not in repr(written) + repr(written.content)
