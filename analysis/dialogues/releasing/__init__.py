"""What a release needs: versions, provenance, manifest, data package, changes."""
