"""From texts to numbers, dates and units: each column decided from all its values."""
