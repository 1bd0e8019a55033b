"""Binomial numbers as exact quantiles of one keyed uniform.

``binomial(n, p, u)`` is the smallest x with P(X <= x) >= u for X ~ Binomial(n, p): the inverse method, so two worlds
with nearly the same n and p draw nearly the same x from the same u, and a paired what-if has a narrow interval.

Small variances are searched from zero. Elsewhere a Cornish-Fisher expansion gives a real number whose distance from the
next half-integer is compared with the expansion's error (measured by ``benchmarks/draws.py``): first a short one, then
one of sixth order; only when that is too close to call is the distribution function itself summed. The result is exact
up to the rounding of that sum: the twin is ``scipy.stats.binom.ppf``.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

from kilis.engine.compiled import PLAIN, kernel

SEARCH_VARIANCE = 1.25
"""Below this variance the quantile is searched from zero."""

_INVERSE = tuple(1.0 / (i + 1.0) for i in range(32))
_LOG_2PI = 1.8378770664093453

_fused: Any = njit(**PLAIN, fastmath={"contract"})
"""For sums whose error is bounded anyway: a product and a sum may be rounded once instead of twice."""

_inline: Any = njit(**PLAIN, forceinline=True)


@kernel
def normal_quantile(u: float) -> float:
    """Return z with Phi(z) = u, relative error about 1e-16 (algorithm AS 241, Wichura 1988, doi:10.2307/2347330).

    >>> round(normal_quantile(0.975), 12)
    1.95996398454
    """
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = (
            (
                (
                    (
                        ((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
                        + 45921.953931549871457
                    )
                    * r
                    + 13731.693765509461125
                )
                * r
                + 1971.5909503065514427
            )
            * r
            + 133.14166789178437745
        ) * r + 3.387132872796366608
        bottom = (
            (
                (
                    (
                        ((5226.495278852545925 * r + 28729.085735721942674) * r + 39307.89580009271061) * r
                        + 21213.794301586595867
                    )
                    * r
                    + 5394.1960214247511077
                )
                * r
                + 687.1870074920579083
            )
            * r
            + 42.313330701600911252
        ) * r + 1.0
        return q * top / bottom
    r = math.sqrt(-math.log(u if q < 0 else 1.0 - u))
    if r <= 5.0:
        r -= 1.6
        top = (
            (
                (
                    (
                        ((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r + 0.24178072517745061177) * r
                        + 1.27045825245236838258
                    )
                    * r
                    + 3.64784832476320460504
                )
                * r
                + 5.7694972214606914055
            )
            * r
            + 4.6303378461565452959
        ) * r + 1.42343711074968357734
        bottom = (
            (
                (
                    (
                        ((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r + 0.0151986665636164571966) * r
                        + 0.14810397642748007459
                    )
                    * r
                    + 0.68976733498510000455
                )
                * r
                + 1.6763848301838038494
            )
            * r
            + 2.05319162663775882187
        ) * r + 1.0
    else:
        r -= 5.0
        top = (
            (
                (
                    (
                        ((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 0.0012426609473880784386) * r
                        + 0.026532189526576123093
                    )
                    * r
                    + 0.29656057182850489123
                )
                * r
                + 1.7848265399172913358
            )
            * r
            + 5.4637849111641143699
        ) * r + 6.6579046435011037772
        bottom = (
            (
                (
                    (
                        ((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r + 1.8463183175100546818e-5) * r
                        + 7.868691311456132591e-4
                    )
                    * r
                    + 0.0148753612908506148525
                )
                * r
                + 0.13692988092273580531
            )
            * r
            + 0.59983220655588793769
        ) * r + 1.0
    return -top / bottom if q < 0 else top / bottom


@_fused
def quick_normal_quantile(u: float) -> float:
    """Return ``normal_quantile`` with a relative error below 2e-7 (PPND7 of the same source).

    >>> abs(quick_normal_quantile(0.975) / normal_quantile(0.975) - 1.0) < 2e-7
    True
    """
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = ((59.109374720 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179
        return q * top / (((67.187563600 * r + 78.757757664) * r + 17.895169469) * r + 1.0)
    r = math.sqrt(-math.log(u if q < 0 else 1.0 - u))
    if r <= 5.0:
        r -= 1.6
        top = ((0.17023821103 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777
        bottom = (0.12021132975 * r + 0.73700164250) * r + 1.0
    else:
        r -= 5.0
        top = ((0.017337203997 * r + 0.42868294337) * r + 3.0812263860) * r + 6.6579051150
        bottom = (0.012258202635 * r + 0.24197894225) * r + 1.0
    return -top / bottom if q < 0 else top / bottom


@kernel
def _stirling_error(n: float) -> float:
    """Return log(n!) minus Stirling's formula for n >= 1."""
    if n < 16.0:
        return math.lgamma(n + 1.0) - (n + 0.5) * math.log(n) + n - 0.5 * _LOG_2PI
    s = 1.0 / (n * n)
    return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - s / 1188) * s) * s) * s) / n


@kernel
def _deviance(x: float, mean: float) -> float:
    """Return x log(x / mean) + mean - x without cancellation."""
    d = (x - mean) / (x + mean)
    if abs(d) >= 0.1:
        return x * math.log(x / mean) + mean - x
    total = (x - mean) * d
    power = 2.0 * x * d
    j = 1
    while True:
        power *= d * d
        j += 2
        longer = total + power / j
        if longer == total:
            return total
        total = longer


@kernel
def binomial_mass(x: float, n: float, p: float) -> float:
    """Return P(X = x) for X ~ Binomial(n, p), 0 < p < 1, by the saddle-point form (Loader 2000): exact to about 1e-14.

    >>> round(binomial_mass(2.0, 4.0, 0.5), 12)
    0.375
    """
    q = 1.0 - p
    if x <= 0.0:
        return math.exp(n * math.log1p(-p))
    if x >= n:
        return math.exp(n * math.log(p))
    exponent = (
        _stirling_error(n) - _stirling_error(x) - _stirling_error(n - x) - _deviance(x, n * p) - _deviance(n - x, n * q)
    )
    return math.exp(exponent - 0.5 * (_LOG_2PI + math.log(x) + math.log1p(-x / n)))


@kernel
def binomial_reaches(x: float, n: float, p: float, u: float) -> bool:
    """Return whether P(X <= x) >= u for X ~ Binomial(n, p), by summing the shorter tail from its largest term.

    >>> binomial_reaches(1.0, 4.0, 0.5, 0.3125), binomial_reaches(1.0, 4.0, 0.5, 0.32)
    (True, False)
    """
    odds = p / (1.0 - p)
    if x <= n * p:
        term = binomial_mass(x, n, p)
        total = term
        while term > total * 1e-17 and x > 0.0:
            term *= x / ((n - x + 1.0) * odds)
            x -= 1.0
            total += term
        return total >= u * (1.0 - 1e-14)
    x += 1.0
    if x > n:
        return True
    term = binomial_mass(x, n, p)
    total = term
    while term > total * 1e-17 and x < n:
        term *= (n - x) * odds / (x + 1.0)
        x += 1.0
        total += term
    return total <= (1.0 - u) * (1.0 + 1e-14)


@kernel
def _none(n: float, p: float) -> float:
    """Return (1 - p)^n: by squaring for few people, which is quicker than a logarithm and as exact."""
    if n >= 64.0:
        return math.exp(n * math.log1p(-p))
    power, base, left = 1.0, 1.0 - p, int(n)
    for _ in range(6):  # without a branch, which would be guessed wrong half of the time
        power *= base if left & 1 else 1.0
        base *= base
        left >>= 1
    return power


@kernel
def _search(n: float, p: float, u: float) -> float:
    """Return the quantile by adding up the masses from zero (p <= 1/2, small variance)."""
    if u <= 1.0 - n * p * (1.0 + 1e-12) - 1e-13:  # (1 - p)^n is at least 1 - n p: nobody, without a power
        return 0.0
    odds = p / (1.0 - p)
    mass = _none(n, p)
    below = mass
    x = 0.0
    while below < u and x < n:
        mass *= (n - x) * odds * (_INVERSE[int(x)] if x < 32.0 else 1.0 / (x + 1.0))
        x += 1.0
        below += mass
        if mass < 1e-18 and x > n * p:
            break
    return x


@_fused
def short_expansion(n: float, p: float, z: float) -> tuple[float, float]:
    """Return ``expansion`` to fourth order, and a bound on its error in persons, measured like the other.

    The bound includes the error of ``quick_normal_quantile``.
    """
    q = 1.0 - p
    mean = n * p
    v = mean * q
    variance = v - 1.0 / 12
    inverse = 1.0 / variance
    s = math.sqrt(variance)
    tilt = v * (q - p)
    z2 = z * z
    order_1 = tilt * (z2 - 1.0) * (1.0 / 6)
    fourth = (v * (1.0 - 6.0 * p * q) + 1.0 / 120) * (z2 - 3.0) * (1.0 / 24)
    skewed = tilt * tilt * (2.0 * z2 - 5.0) * (1.0 / 36)
    near = (mean + s * z) + inverse * (order_1 + s * z * inverse * (fourth - skewed * inverse))  # few steps after 1 / v
    error = 1e-9 + 2e-15 * mean + 2.5e-7 * s * abs(z) + (0.025 + 0.015 * z2 * z2) * inverse
    return near, error


@kernel
def expansion(n: float, p: float, z: float) -> float:
    """Return the Cornish-Fisher quantile y at the normal quantile z: y(z) = x + 1/2 where Phi(z) = P(X <= x).

    The sum of a lattice's masses up to x is the integral of their smooth interpolation up to x + 1/2 with Sheppard's
    corrections: the cumulants are those of X less those of a uniform number on (-1/2, 1/2), which are 1/12, -1/120
    and 1/252 of orders 2, 4 and 6.
    Source: Cornish and Fisher 1938, doi:10.2307/1400905; Hill and Davis 1968, doi:10.1214/aoms/1177698251.
    """
    q = 1.0 - p
    pq = p * q
    v = n * pq
    variance = v - 1.0 / 12
    s = math.sqrt(variance)
    k3 = v * (q - p) / (variance * s)
    k4 = (v * (1.0 - 6.0 * pq) + 1.0 / 120) / (variance * variance)
    k5 = v * (q - p) * (1.0 - 12.0 * pq) / (variance * variance * s)
    k6 = (v * (1.0 - 30.0 * pq + 120.0 * pq * pq) - 1.0 / 252) / (variance * variance * variance)
    z2 = z * z
    order_1 = k3 * (z2 - 1.0) / 6
    order_2 = z * (k4 * (z2 - 3.0) / 24 - k3 * k3 * (2.0 * z2 - 5.0) / 36)
    order_3 = (
        k5 * ((z2 - 6.0) * z2 + 3.0) / 120
        - k3 * k4 * ((z2 - 5.0) * z2 + 2.0) / 24
        + k3 * k3 * k3 * ((12.0 * z2 - 53.0) * z2 + 17.0) / 324
    )
    order_4 = z * (
        k6 * ((z2 - 10.0) * z2 + 15.0) / 720
        - k4 * k4 * ((3.0 * z2 - 24.0) * z2 + 29.0) / 384
        - k3 * k5 * ((2.0 * z2 - 17.0) * z2 + 21.0) / 180
        + k3 * k3 * k4 * ((14.0 * z2 - 103.0) * z2 + 107.0) / 288
        - k3 * k3 * k3 * k3 * ((252.0 * z2 - 1688.0) * z2 + 1511.0) / 7776
    )
    return n * p + s * (z + order_1 + order_2 + order_3 + order_4)


@kernel
def expansion_error(n: float, p: float, z: float) -> float:
    """Return a bound on the error of ``expansion`` in persons, measured for variances from 1 and |z| <= 7."""
    v = n * p * (1.0 - p)
    a = abs(z)
    return 1e-9 + 2e-15 * n * p + (0.02 + 0.002 * a * a * a * a * a * a) / (v * v)


@_inline
def _quantile(n: float, p: float, u: float) -> float:
    """Return the quantile for 0 < p <= 1/2."""
    if n * p * (1.0 - p) < SEARCH_VARIANCE:
        return _search(n, p, u)
    near, error = short_expansion(n, p, quick_normal_quantile(u))
    x = np.floor(near + 0.5)
    if error < near + 0.5 - x < 1.0 - error and 0.0 <= x <= n:
        return float(x)
    return _close_call(n, p, u)


@kernel
def _close_call(n: float, p: float, u: float) -> float:
    """Return the quantile where the short expansion cannot tell."""
    z = normal_quantile(u)
    above = expansion(n, p, z) + 0.5
    x = min(max(math.floor(above), 0.0), n)
    error = expansion_error(n, p, z)
    if error < above - x < 1.0 - error:
        return x
    while x > 0.0 and binomial_reaches(x - 1.0, n, p, u):
        x -= 1.0
    while x < n and not binomial_reaches(x, n, p, u):
        x += 1.0
    return x


@kernel
def binomial(n: float, p: float, u: float) -> float:
    """Return the smallest whole x with P(X <= x) >= u, X ~ Binomial(n, p).

    n: persons, a whole number held as float64 (exact to 2**53); p: probability, cut to [0, 1]; u: uniform in (0, 1).

    >>> binomial(10.0, 0.5, 0.5), binomial(10.0, 0.0, 0.9), binomial(10.0, 1.0, 0.1)
    (5.0, 0.0, 10.0)
    """
    if n <= 0.0 or p <= 0.0:
        return 0.0
    if p >= 1.0:
        return n
    if p <= 0.5:
        return _quantile(n, p, u)
    return n - _quantile(n, 1.0 - p, 1.0 - u)


@kernel
def on_day(draws: bool, per_day: float, day: int) -> float:
    """Return how many people so many a day are on one day: in draws the whole numbers that add up to the same.

    >>> [on_day(True, 2.5, day) for day in range(4)], on_day(False, 2.5, 0)
    ([2.0, 3.0, 2.0, 3.0], 2.5)
    """
    if not draws or per_day == math.inf:
        return per_day
    return float(math.floor(per_day * (day + 1)) - math.floor(per_day * day))


@kernel
def take(draws: bool, n: float, p: float, u: float) -> float:
    """Return how many of n people do something of probability p: a draw, or the expectation n p.

    >>> take(False, 10.0, 0.25, 0.9)
    2.5
    """
    if draws:
        return binomial(n, p, u)
    return n * min(max(p, 0.0), 1.0)
