"""HTTP skeleton of both APIs: middlewares, problem+json, query strings, health, metrics, documents."""
