"""What the brief shows: data, figures, tables and words."""
