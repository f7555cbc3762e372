"""The words that stand around every form: one table a language."""

from __future__ import annotations

from attrs import frozen


@frozen(cache_hash=True)
class PageWords:
    """Words of a page that no form has of its own; ``$names`` are filled in.

    Attributes:
        language: BCP 47 tag.
        months: short names, from January; moment: how a moment is put together, day: how a day is.
        day_parts: what stands for the digits of a day, such as MM, DD and YYYY; day_order: in which order a day is
            written, as the letters d, m and y.
        only_if: before a condition in words.
    """

    language: str
    months: tuple[str, ...]
    day: str
    moment: str
    downtime_form: str
    drill: str
    drill_mark: str
    read_only: str
    copy: str
    valid_until: str
    snapshot: str
    blank: str
    name_alert: str
    name: str
    born: str
    mrn: str
    accession: str
    appointment: str
    exam: str
    site: str
    filled_in_by: str
    how_to: str
    needed: str
    only_if: str
    any_of: str
    all_of: str
    is_answered: str
    is_not_answered: str
    is_not: str
    more_than: str
    less_than: str
    or_more: str
    or_less: str
    between: str
    exactly: str
    continued: str
    page: str
    version: str
    yes: str
    no: str
    yes_mark: str
    no_mark: str
    print_name: str
    signature: str
    day_parts: tuple[str, str, str]
    day_order: str
    time_parts: tuple[str, str]
    clock_24: str
    right: str
    left: str
    front: str
    back: str
    collected_by: str
    staff_member: str
    date_and_time: str
    office_use: str
    keyed_by: str
    keyed_on: str
    at_least: str
    at_most: str
    contents: str
    sheets: str
    pages: str
    pile: str
    printed_at: str
    fill_in_by_hand: str
    not_printed: str
    cannot_be_shown: str
    day_schedule: str
    calendar_as_of: str
    printed_moment: str
    in_zone: str
    visits: str
    nobody_expected: str
    not_assigned: str
    time: str
    provider: str
    room: str
    phone: str
    arrived: str
