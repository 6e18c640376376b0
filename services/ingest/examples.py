"""Examples and schemas of ingest's OpenAPI description."""

from __future__ import annotations

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
