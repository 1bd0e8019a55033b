"""The attribute dictionary: one CSV per input table, from which readers, checks, docs and forms are made."""
