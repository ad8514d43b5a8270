"""The command line: options in, library called, text out."""
