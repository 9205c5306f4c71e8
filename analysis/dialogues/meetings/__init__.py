"""What the stage events needs: kind, days, round, place, parties, scope, facts, links."""
