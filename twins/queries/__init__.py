"""Floor 2: requests understood, then asked."""
