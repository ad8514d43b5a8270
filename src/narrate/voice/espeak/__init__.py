"""The system's espeak-ng program: any language, offline, plain; the last resort, and only when asked for."""
