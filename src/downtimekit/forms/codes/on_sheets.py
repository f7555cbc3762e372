"""The code of a page of a sheet, for whoever draws it."""

from __future__ import annotations

from downtimekit.errors import InvalidInput, Rejected
from downtimekit.forms.codes.page_code import PageCode, downtime_tag
from downtimekit.models.forms import Packet, Sheet


def code_on(packet: Packet, sheet: Sheet, *, plan: str, page: int, pages: int) -> PageCode:
    """Return what the code on a page of a sheet says.

    Args:
        packet: in which the sheet lies.
        sheet: the sheet.
        plan: the digest of the plan that it is drawn by.
        page: which page of the sheet, from 1 on.
        pages: how many it has.

    Raises:
        Rejected: its serial, its time or its pages are none that a code can say; the words name the sheet.
    """
    try:
        return PageCode(
            serial=sheet.serial,
            page=page,
            pages=pages,
            copy_number=sheet.copy_number,
            drill=packet.drill,
            downtime=downtime_tag(packet.downtime),
            plan=plan[:8],
            expires=packet.expires,
        )
    except InvalidInput as error:
        faults = "; ".join(map(str, error.faults))
        raise Rejected(f"sheet {sheet.serial}: has no code: {faults}") from error
