"""How far the base can be trusted: the checks, their course over imports, who has what to mend."""
