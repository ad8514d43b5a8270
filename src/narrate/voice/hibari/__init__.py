"""The default voice: small, offline, English."""
