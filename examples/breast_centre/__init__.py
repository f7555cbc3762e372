"""The demo's breast centre: its wiring, and the morning on which its line went down. Everybody in it is fictional."""
