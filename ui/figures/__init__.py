"""Every Plotly figure of the product: built in one call, returned, never shown here."""
