"""Kilis: who will be where, at which crossings people pile up, and how sure that is."""

__version__ = "0.1.0"
