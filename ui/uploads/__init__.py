"""The rooms of the upload page: reading in the background, files as understood, past imports."""
