"""Many members, their summary and their run folder."""

from kilis.ensemble.experiment import BASELINE, Experiment, UnknownVariantError, experiment
from kilis.ensemble.labelled import compare, simulate
from kilis.ensemble.runfolder import Run, RunFolderError, open_run
from kilis.ensemble.summary import QUANTILES, TOTALS

__all__ = [
    "BASELINE",
    "QUANTILES",
    "TOTALS",
    "Experiment",
    "Run",
    "RunFolderError",
    "UnknownVariantError",
    "compare",
    "experiment",
    "open_run",
    "simulate",
]
