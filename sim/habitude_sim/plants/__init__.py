"""Physical processes under control, one module a plant."""
