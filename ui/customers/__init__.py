"""Whether customers come back, and who is leaving: what the two customer pages show."""
