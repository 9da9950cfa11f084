"""The list behind a number: what it is, how the number comes from it, and the deals themselves."""
