"""The stories of the documentation, as data."""
