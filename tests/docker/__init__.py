"""A Docker engine of the tests' own, for machines that have none and cannot pull images (see the scripts' heads)."""
