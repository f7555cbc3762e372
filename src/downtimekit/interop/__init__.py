"""Pure mapping between the models and the formats of others; nothing in here sends or stores anything."""

__all__: list[str] = []
