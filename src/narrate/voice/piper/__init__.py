"""Piper voices: small, fast, offline; run by onnxruntime alone."""
