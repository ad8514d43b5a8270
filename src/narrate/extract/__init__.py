"""Page to article: the story alone. A pure room: no clock, disk, network or randomness."""
