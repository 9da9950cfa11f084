"""What the pages share: the shell, filters, tables, figures, cards and words."""
