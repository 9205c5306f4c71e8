"""The page on which a person reads a text beside what the rules found, and the live preview of the brief."""
