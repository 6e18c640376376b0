"""The NLP service's settings: everything in :mod:`shared.settings`, and what its worker needs.

There are none that could change an annotation: it is a function of the article and the annotator's version alone.
"""

from __future__ import annotations

from pydantic import Field

from shared import settings


class Settings(settings.Settings):
    """Settings that only the NLP worker needs. Each is an environment variable ``QUOTEWIRE_…``."""

    annotate_batch: int = Field(16, ge=1)
    """Articles that go through the network together. More no longer gain speed on a CPU and cost memory."""
