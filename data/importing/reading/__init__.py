"""From a file as it came to tables of texts: containers, encodings, dialects, headers, sheets."""
