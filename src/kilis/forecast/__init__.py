"""From observations to a forecast."""
