"""What goes wrong with EBICS: a code, and values for the sentence that a person reads."""


class EbicsError(Exception):
    """Something that cannot be done, or an answer that is not taken.

    Codes: ``passphrase``, ``seal``, ``certificate``, ``expired``, ``early``, ``fingerprint``,
    ``fingerprint_form``, ``host``, ``document``, ``bank_signature``, ``content``, ``segment``,
    ``service``.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values


class BankRefusal(EbicsError):
    """The bank said no: ``number`` has six figures, ``name`` is its name in the specification."""

    def __init__(self, number: str, name: str, text: str = "") -> None:
        super().__init__("refused", number=number, name=name, text=text)
        self.number, self.name, self.text = number, name, text


class Elsewhere(EbicsError):
    """Another process goes on with this order: there is nothing left to do here."""

    def __init__(self) -> None:
        super().__init__("elsewhere")
