"""What `make torture` does: try inputs, faults, kills and mutants, and count what is lost."""
