"""The write API: validate, normalise, identify, accept, track, replay."""
