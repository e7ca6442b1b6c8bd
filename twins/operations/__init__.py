"""Floor 3: writes, each one transaction."""
