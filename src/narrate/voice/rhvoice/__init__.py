"""The system's RHVoice: Ukrainian, Russian, Polish and English, offline, far clearer than espeak-ng."""
