"""Floor 4: the iTwins API."""
