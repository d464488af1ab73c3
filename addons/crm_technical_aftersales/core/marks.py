"""Marks that say which decision a document follows from."""


class Mark(int):
    """A mark that the software itself carries on, from a delivery to its backorder.

    Requests come over the wire with plain numbers, never with one of these.
    """

    __slots__ = ()
