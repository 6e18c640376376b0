"""What two or more services need: models, errors, settings, delivery, the HTTP skeleton."""
