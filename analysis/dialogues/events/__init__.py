"""What a text tells of its meeting, and which texts tell of the same one."""
