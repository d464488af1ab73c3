"""What open quotes promise, beside what the past expects."""


def blend(expected: float, low: float, high: float, promised: float) -> tuple[float, float, float]:
    """Return a month's expectation and bounds in the light of its open quotes.

    Part of every month's demand was a quote before: what quotes promise is in the forecast, not on
    top of it. Where they promise more, as much more is expected; the lower bound stays, for quotes
    are lost too.

    :param promised: quantities of the open quotes, each times its chance

    >>> blend(10, 6, 14, 4), blend(10, 6, 14, 13)
    ((10, 6, 14), (13, 6, 17))
    """
    more = max(promised - expected, 0)
    return expected + more, low, high + more
