"""Rows fit for the store: every other is rejected with its remedy, or told of with a warning."""
