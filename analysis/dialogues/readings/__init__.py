"""What people, or programs, found in a text by reading it: loaded, checked, applied to what rules found."""
