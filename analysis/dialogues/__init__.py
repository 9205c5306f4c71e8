"""From a folder of press releases to a brief that leads every statement back to its sentence."""
