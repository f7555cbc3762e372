"""Contacts as vCards: 4.0 (RFC 6350) is written, 4.0 and 3.0 (RFC 2426) are read.

The codec is our own because the best-known one, vobject 0.9.9, writes and knows 3.0 only (its issue 29 asks for 4.0
since 2024) and brings pytz, six and dateutil along; and because it does not say what it could not place, or where.

What a card has no property for goes into properties and parameters named ``X-DOWNTIMEKIT-...``, as RFC 6350 section
6.10 has it. So what is written is read back whole, also after a program in between that keeps what it does not know.
"""

from downtimekit.interop.vcard.reading import VcardReading, read_vcards
from downtimekit.interop.vcard.writing import write_vcards

__all__ = ["VcardReading", "read_vcards", "write_vcards"]
