"""Versions of documents: what was stored by any release is read by every later one.

`Format` is how a document says its schema and is brought up to date, `steps` is what an upcast is made of, and `from_1`
is what changed since schema 1. The formats of what is stored are in `downtimekit.models.stored`.
"""

from downtimekit.models.versions.format import SCHEMA, Format, Tree, Upcast, brought_up

__all__ = ["SCHEMA", "Format", "Tree", "Upcast", "brought_up"]
