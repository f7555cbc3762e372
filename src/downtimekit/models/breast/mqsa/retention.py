"""How long mammograms and reports are kept. Paper of a downtime is part of them until it is faithfully entered."""

from __future__ import annotations

from datetime import MAXYEAR, date

from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.breast.mqsa.rules import FEDERAL, MqsaRules


def keep_until(examined_on: date, *, last_here: bool, rules: MqsaRules = FEDERAL) -> date:
    """Return the first day on which an exam need no longer be kept (21 CFR 900.12(c)(4)(i)).

    Args:
        examined_on: the date of the exam.
        last_here: whether no further mammogram of the patient was done at the facility; then it is kept longer.
        rules: the numbers; state or local law may ask for more.

    Raises:
        InvalidInput: the calendar ends before the years are full.
    """
    year = examined_on.year + (rules.retention_years_last if last_here else rules.retention_years)
    if year > MAXYEAR:
        raise InvalidInput("date of the exam", [Fault("", f"lies too near to the year {MAXYEAR} to count from it")])
    try:
        return examined_on.replace(year=year)
    except ValueError:  # 29 February: the years are full on 1 March
        return date(year, 3, 1)
