"""One exception for everything that a typed text can do wrong; the models put it into words."""


class SpecError(ValueError):
    """A text that cannot become a specification.

    :param str code: what is wrong (``number``, ``number_ambiguous``, ``too_large``, ``unit_unknown``,
        ``unit_other``, ``unit_case``, ``unit_missing``, ``unit_ambiguous``, ``below_zero``,
        ``reversed``, ``empty``, ``operator``, ``interval``, ``option``, ``options``,
        ``option_ambiguous``, ``boolean``, ``term``)
    :param params: the texts that the message quotes
    """

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params
