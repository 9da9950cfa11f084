"""The product in a real Chromium, as a director, with two tabs, on a phone, in both languages."""
