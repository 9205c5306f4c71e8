"""What the brief needs beside summaries, claims and figures: messages, charts, tables, wording."""
