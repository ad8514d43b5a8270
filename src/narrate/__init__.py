"""narrate turns news articles into audio that people choose to listen to, offline and open."""

__version__ = "0.1.0"
