"""Segments to recording: joined, mastered, encoded, tagged."""
