"""Floor 4: what people see of iTwins, one file per page."""
