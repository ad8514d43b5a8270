"""Answers a CMS over HTTP: hooks in, a queue that forgets nothing, audio, feed and embeds out."""
