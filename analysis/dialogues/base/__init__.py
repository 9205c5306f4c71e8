"""What every stage uses: errors, the project on disk, progress, typed YAML."""
