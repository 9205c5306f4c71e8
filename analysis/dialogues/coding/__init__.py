"""What coding needs: typed rules, matching of cues, states, shared lists, names of plans."""
