"""What cannot be read is refused with one error that says why; nothing of it is taken."""


class Unreadable(ValueError):
    """A file or an answer that is not what it should be.

    :param code: why, ``sentences.py`` has the sentence of each
    :param details: what the sentence names: ``number`` (of the record), ``tag``, ``limit`` …
    """

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(f"{code} {details}" if details else code)
        self.code = code
        self.details = details
