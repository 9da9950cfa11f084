"""What the numbers mean: declarations and SQL statements. Nothing here runs a query."""
