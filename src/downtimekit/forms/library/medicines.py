"""What the sheets about medicines have in common: the drug, how much of it, who prescribes it, at which pharmacy."""

from __future__ import annotations

from downtimekit.forms.library.asking import number, one_of, text, yes_no

DRUG = (
    text("drug.name", "Drug", required=True, critical=True),
    text("drug.strength", "Strength", critical=True),
    text("drug.form", "Dosage form", hint="tablet, liquid"),
)
"""Name, strength and form (21 CFR 1306.05(a))."""
SCHEDULE = one_of(
    "schedule",
    "DEA schedule",
    {"not_controlled": "None", "CII": "C-II", "CIII": "C-III", "CIV": "C-IV", "CV": "C-V"},
    critical=True,
)
"""How the drug is controlled (21 USC 812)."""
AMOUNT = (
    number("quantity.amount", "Quantity", hint="figures", critical=True),
    text("quantity.unit", "Of what", hint="such as tablets"),
)
"""How much, and of what."""
REFILLS = number("refills", "Refills", minimum="0", maximum="99", critical=True)
"""How often it may be filled again."""
DISPENSE_AS_WRITTEN = yes_no("dispense_as_written", "Dispense as written?")
"""Whether nothing may stand in for it."""
SUPPLY = (REFILLS, number("days_supply", "Days' supply", minimum="1", maximum="366"), DISPENSE_AS_WRITTEN)
"""How often it may be filled again, for how long it lasts, and whether it may be substituted."""
PRESCRIBER = (
    text("prescriber.address", "Practitioner's address"),
    text("prescriber.dea_number", "DEA number", hint="controlled drugs"),
)
"""Where the prescriber is, and the registration number; the name stands with the signature."""
PHARMACY = (
    text("pharmacy.name", "Pharmacy"),
    text("pharmacy.ncpdp_id", "NCPDP ID", hint="7 digits"),
)
"""At which pharmacy."""
