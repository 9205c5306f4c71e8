"""What the score needs: a reader's labels, agreement, the scorecard."""
