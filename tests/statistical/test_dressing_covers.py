"""Ranges made from other conflicts of the same kind hold as often as they say."""

import numpy as np

from invented_conflicts import conflict
from kilis.verify import backtest as bt
from kilis.verify.scores import covered


def test_ranges_cover_on_conflicts_of_the_same_kind() -> None:
    # 12 conflicts x 6 places x about 5 origins, in clusters: the standard error of the 90 % coverage is about
    # 0.015 over conflicts, so that +-0.06 is four of them: a false alarm has probability below 1e-3. Fixed seeds.
    conflicts = [conflict(f"c{k}", k, n_places=6) for k in range(12)]
    graded = bt.backtest(conflicts, every_days=40, leads=(7, 30, 60), slow_references=False)
    for j in range(3):
        for low, high, nominal in ((4, 94, 0.9), (24, 74, 0.5)):
            shares = []
            for g in graded:
                q, y = g.quantiles["kilis"][:, :, j], g.line[:, :, j]
                known = ~np.isnan(y) & g.counted
                shares.append(covered(q[..., low], q[..., high], y)[known].mean())
            assert abs(np.mean(shares) - nominal) < (0.06 if nominal == 0.9 else 0.1), (j, nominal, np.mean(shares))
