"""Script to segments: speech engines behind one registry, and what keeps them honest (cache, retries, workers)."""
