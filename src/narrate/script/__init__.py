"""Article to script: what is said, and the silences. A pure room: no clock, disk, network or randomness."""
