"""Background work about iTwins: each task loads by id and calls one operation."""
