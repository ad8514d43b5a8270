"""Recording to documents of our own: manifest, captions, transcript, chapters, feeds."""
