"""English text to phonemes, one reading per word: dictionaries with part of speech, then spelling rules and a model."""
