"""What every stage knows of text: addresses, names, sentence ends, where it may be cut."""
