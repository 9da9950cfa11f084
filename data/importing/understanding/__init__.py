"""What a file is and what its columns mean, and what stands in it that is no row."""
