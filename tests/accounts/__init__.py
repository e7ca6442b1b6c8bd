"""Tests of whose iTwins are, and who may touch them."""
