"""Script to segments: speech engines behind one door, and what keeps them honest (cache, retries, workers)."""
