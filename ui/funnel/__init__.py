"""The funnel page's cards, one module each, all over one ``Room``."""
