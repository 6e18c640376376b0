"""The HTTP skeleton of both APIs: guards, problem+json, health, metrics, request ids."""
