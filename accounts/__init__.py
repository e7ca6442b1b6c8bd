"""Whose the iTwins are, and who may touch them."""
