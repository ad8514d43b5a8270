"""Any service that speaks like OpenAI's `/v1/audio/speech`, hosted or self-hosted."""
