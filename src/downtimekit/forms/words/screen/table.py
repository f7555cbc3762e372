"""The words of the page itself: what a form on paper has no need to say."""

from __future__ import annotations

from attrs import frozen


@frozen
class ScreenWords:
    """What buttons, messages and hints say; ``$names`` are filled in.

    Attributes:
        language: BCP 47 tag.
    """

    language: str
    page_title: str
    skip: str
    needs_script: str
    start_title: str
    start_drafts: str
    start_sealed: str
    your_name: str
    your_name_hint: str
    phrase: str
    phrase_again: str
    phrase_new_hint: str
    phrase_known_hint: str
    phrase_page_hint: str
    begin: str
    begin_without: str
    opening: str
    wrong_phrase: str
    phrases_differ: str
    phrase_short: str
    name_missing: str
    cannot_open: str
    cannot_keep: str
    cannot_keep_full: str
    damaged: str
    list_title: str
    find: str
    found: str
    blank_sheet: str
    state_untouched: str
    state_kept: str
    state_unkept: str
    state_exported: str
    state_changed: str
    kept: str
    keeping: str
    not_kept: str
    not_begun: str
    exported: str
    exported_before: str
    changed_elsewhere: str
    export_one: str
    export_all: str
    exporting: str
    nothing_to_export: str
    export_sealed: str
    print_sheet: str
    check: str
    no_faults: str
    faults_title: str
    one_fault: str
    many_faults: str
    export_faults: str
    export_anyway: str
    go_back: str
    back_to_list: str
    forget: str
    forget_title: str
    forget_words: str
    forget_lost: str
    forget_yes: str
    forgotten: str
    lock: str
    expired: str
    expires_soon: str
    expired_begun: str
    whose: str
    family: str
    given: str
    clear: str
    needed_mark: str
    year: str
    month: str
    day_of_month: str
    hour: str
    minute: str
    today: str
    now: str
    zone: str
    which_hour: str
    row: str
    add_row: str
    remove_row: str
    row_added: str
    row_removed: str
    drawing_hint: str
    mark: str
    sign: str
    marks_none: str
    add_mark: str
    remove_mark: str
    mark_added: str
    mark_removed: str
    move_mark: str
    side: str
    clock_position: str
    distance: str
    middle_spot: str
    near: str
    halfway: str
    outer: str
    beyond: str
    body_side: str
    body_part: str
    body_parts: str
    at_clock: str
    at_place: str
    sign_name: str
    sign_confirm: str
    signed: str
    sign_changed: str
    must_be_filled_in: str
    must_be_because: str
    not_a_number: str
    not_a_date: str
    not_a_time: str
    not_a_moment: str
    hour_skipped: str
    too_small: str
    too_large: str
    too_early: str
    too_late: str
    too_long: str
    alone: str
    not_confirmed: str
    at_least_of: str
    at_most_of: str
    after_typing: str
