"""Bytes by key: where segments and whatever else is worth keeping are kept."""
