"""What each port promises, as tests: inherit them, give them your adapter in a fixture, and run pytest."""
