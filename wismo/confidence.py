"""From how many on a share or a rate is shown, and how sure it is."""

from __future__ import annotations

from math import sqrt

# Of fewer than these the count is shown and no rate.
SMALLEST_N = 30
# Two-sided 95 %.
Z = 1.959963984540054


def wilson(numerator: float, n: float) -> tuple[float, float]:
    """Return the 95 % Wilson interval of the share ``numerator`` of ``n``, which must be above 0."""
    share = numerator / n
    middle = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
    reach = Z / (1 + Z**2 / n) * sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    # Rounding may leave either end a hair outside what a share can be.
    return max(0.0, middle - reach), min(1.0, middle + reach)
