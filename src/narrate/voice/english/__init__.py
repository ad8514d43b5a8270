"""English text to phonemes, one reading per word: dictionary with part of speech, then a net for unknown words."""
