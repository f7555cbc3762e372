"""The engine that tells people: plans, sends, and writes back what became of every notice."""
