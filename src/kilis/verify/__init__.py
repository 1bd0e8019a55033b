"""Scores, references, backtests and the benchmark: how good forecasts are."""
