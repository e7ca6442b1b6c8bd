"""The project: wiring, and the manners every API here shares."""
