"""People, their rights and what they did, for who keeps them."""
