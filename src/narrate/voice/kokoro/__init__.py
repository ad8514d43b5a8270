"""The Kokoro-82M voice: weights, graph, front end and engine."""
