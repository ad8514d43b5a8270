"""Recording to publication: captions, manifest."""
