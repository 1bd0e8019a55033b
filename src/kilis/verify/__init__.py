"""Scores, references and backtests."""
