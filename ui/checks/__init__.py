"""The cards of the average check page, one module each."""
