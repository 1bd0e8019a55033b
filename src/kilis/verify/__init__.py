"""Scores, references and backtests."""

from kilis.verify.backtest import Graded, backtest
from kilis.verify.summary import summary

__all__ = ["Graded", "backtest", "summary"]
