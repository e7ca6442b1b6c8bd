"""The things: iTwins and what hangs on them."""
