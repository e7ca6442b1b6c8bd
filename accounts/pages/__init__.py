"""Floor 4: how people come in and go out."""
