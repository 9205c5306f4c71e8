"""From seed files to documents and sentences."""
