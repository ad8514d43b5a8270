"""The Kokoro graph, rewritten so that a processor runs it faster and token durations come out of it."""
