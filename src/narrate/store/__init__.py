"""Files whole or not at all, locks, the files of a recording, bytes by key in folders and object stores, SQLite."""
