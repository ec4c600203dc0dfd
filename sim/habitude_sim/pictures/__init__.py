"""Pictures of a run: figures of matplotlib, their colours given as a palette by role."""
