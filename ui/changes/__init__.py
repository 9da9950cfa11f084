"""What changed between two uploads: the page and what it is made of."""
