"""Floor 4: the Access Control API and the Users API."""
