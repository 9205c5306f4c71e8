"""What a person found in a text, and what is left to read."""
