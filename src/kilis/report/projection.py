"""From longitude and latitude to the picture: a plate carrée that is true to scale in the middle of the map."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

KM_PER_DEGREE = 111.195  # on a sphere of radius 6,371 km
SMALLEST_DEG = 0.01  # what a map of a single point shows


@dataclass(frozen=True)
class Projection:
    """Places a box of the Earth on ``width`` x ``height`` pixels; north is up, shapes are true in the middle."""

    west: float
    north: float
    stretch: float
    pixels_per_degree: float
    width: float
    height: float

    def __call__(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Give x and y in pixels."""
        x = (longitude - self.west) * self.stretch * self.pixels_per_degree
        return x, (self.north - latitude) * self.pixels_per_degree

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east and north of the picture, in degrees."""
        east = self.west + self.width / self.stretch / self.pixels_per_degree
        return self.west, self.north - self.height / self.pixels_per_degree, east, self.north

    @property
    def pixels_per_km(self) -> float:
        """How long a kilometre is in the middle of the map."""
        return self.pixels_per_degree / KM_PER_DEGREE


def fit(points: Sequence[tuple[float, float]], width: float, height: float, margin: float = 60.0) -> Projection:
    """Choose the projection that shows all points (longitude, latitude) inside a margin of pixels.

    >>> p = fit([(36.6, 35.9), (37.2, 36.7)], 900, 600)
    >>> [round(v) for v in p(36.9, 36.3)]
    [450, 300]
    """
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    middle = ((west + east) / 2, (south + north) / 2)
    stretch = max(math.cos(math.radians(middle[1])), 0.05)
    span = max((east - west) * stretch, SMALLEST_DEG), max(north - south, SMALLEST_DEG)
    scale = min((width - 2 * margin) / span[0], (height - 2 * margin) / span[1])
    return Projection(
        west=middle[0] - width / 2 / stretch / scale,
        north=middle[1] + height / 2 / scale,
        stretch=stretch,
        pixels_per_degree=scale,
        width=width,
        height=height,
    )


def scale_bar_km(projection: Projection, longest_pixels: float = 160.0) -> int:
    """Choose a round length for the scale bar.

    >>> scale_bar_km(fit([(36.6, 35.9), (37.2, 36.7)], 900, 600))
    20
    """
    most = longest_pixels / projection.pixels_per_km
    step = 10 ** math.floor(math.log10(most)) if most >= 1 else 1
    return int(max(f * step for f in (1, 2, 5) if f * step <= most or f * step == 1))
