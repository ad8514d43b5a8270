"""The door to the web: pages fetched with limits, and never from a private network."""
