"""Who sells, and who needs help: the table of managers, what stands out, and one of them beside the team."""
