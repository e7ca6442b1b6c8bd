"""Words and marks that the templates of iTwins use."""
