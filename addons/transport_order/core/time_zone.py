"""Hours are told as the client reads his clock; somebody without a zone lives where we work."""

DEFAULT_TZ = "Europe/Paris"
