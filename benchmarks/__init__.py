"""What is measured here, and the goals it must meet: ratios in one run, no stored times."""
