"""Rows laid over the store, counted against it, and written in one transaction."""
