"""One exception for everything that a typed text can do wrong; the models put it into words."""


class SpecError(ValueError):
    """A text that cannot become a specification.

    :param str code: what is wrong (``number``, ``unit_unknown``, ``unit_other``, ``unit_missing``,
        ``unit_ambiguous``, ``reversed``, ``empty``, ``operator``, ``option``, ``boolean``, ``term``)
    :param params: the texts that the message quotes
    """

    def __init__(self, code, **params):
        super().__init__(code, params)
        self.code = code
        self.params = params
