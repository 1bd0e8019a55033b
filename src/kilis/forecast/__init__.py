"""From observations to a forecast: ``analyse`` says how things stand, ``make`` how they will, ``save`` keeps it.

>>> import datetime
>>> from kilis.scenario import Observation, Place, Scenario
>>> day = datetime.date(2020, 1, 1)
>>> camp = Place("camp", "Camp", "site", 1.0, 1.0, "AAA")
>>> counts = tuple(
...     Observation(day + datetime.timedelta(days=n), "camp", "stock", value=1000.0 + 10 * n) for n in range(0, 60, 5)
... )
>>> world = Scenario("Example", day, datetime.date(2020, 6, 1), (camp,), (), (), counts)
>>> round(analyse(world, datetime.date(2020, 2, 25)).places[0].inflow_per_day)
10
>>> made = make(world, datetime.date(2020, 2, 25), 30)
>>> made.counts.median[0, -1].round()
np.float64(1695.0)
"""

from kilis.forecast.analyse import Analysis, analyse
from kilis.forecast.folder import save
from kilis.forecast.issue import Forecast, NothingCountedError
from kilis.forecast.make import Issued, make

__all__ = ["Analysis", "Forecast", "Issued", "NothingCountedError", "analyse", "make", "save"]
