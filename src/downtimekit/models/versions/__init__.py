"""Versions of documents: what was stored by any release is read by every later one.

`FACTS` and `STAFF` are what the journal stores; `PLANS` and `CAPTURES` are for a host that keeps one for itself.
Each writes the newest schema and reads every one; `Format` is how, `steps` is what an upcast is made of, and
`from_1` is what changed since schema 1.
"""

from downtimekit.models.versions.format import SCHEMA, Format, Tree, Upcast
from downtimekit.models.versions.stored import CAPTURES, FACTS, PLANS, STAFF

__all__ = ["CAPTURES", "FACTS", "PLANS", "SCHEMA", "STAFF", "Format", "Tree", "Upcast"]
