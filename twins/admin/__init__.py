"""Floor 4: what support staff see."""
