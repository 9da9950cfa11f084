"""The store: what is kept, how it is written, and nothing about what it means."""
