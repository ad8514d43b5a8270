"""Google Translate's voice, online, without a key."""
