"""Floor 0: how every platform API speaks. Knows no model."""
