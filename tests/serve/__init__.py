"""Tests of the reading page and the preview."""
