"""Examples and schemas of ingest's OpenAPI description."""

from __future__ import annotations

import json
from typing import Any

from services.ingest.forms import FORMS

ID = "b7wq2m5kd3f6hj4nzsxa"

POST_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {"anyOf": [form.model.model_json_schema() for form in FORMS]},
            "examples": {form.name: {"value": form.example} for form in FORMS},
        }
    },
}

BULK_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "application/x-ndjson": {
            "schema": {"type": "string", "description": "On each line what `POST /v1/articles` takes"},
            "examples": {"lines": {"value": "".join(f"{json.dumps(form.example)}\n" for form in FORMS)}},
        }
    },
}
