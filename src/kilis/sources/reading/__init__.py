"""From news and situation reports to dated, sourced, located claims.

>>> import datetime
>>> report = Reader().read("Some 3,000 people fled Goma on Monday, the governor said.", date=datetime.date(2024, 2, 14))
>>> claim = report.claims[0]
>>> claim.action, claim.quantity.words(), claim.origin[0].name, str(claim.date), claim.speaker
('displaced', '~ 3,000', 'Goma', '2024-02-12', 'governor')
"""

from kilis.sources.reading.model import Candidate, Claim, Confidence, NamedPlace, Quantity, Report, Span
from kilis.sources.reading.read import Reader

__all__ = ["Candidate", "Claim", "Confidence", "NamedPlace", "Quantity", "Reader", "Report", "Span"]
