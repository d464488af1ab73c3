from odoo.addons.bookstore_deposit.tests.common import BookstoreCommon

from .core.fake_bnf import FakeBnf, record_of

BOOK = "9782070360024"


class MetadataCommon(BookstoreCommon):
    """A shop that asks a catalogue on this machine, and one title with an ISBN."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_users()
        cls.company._activate_bookstore()
        cls.bnf = FakeBnf()
        serving = cls.bnf.serve()
        url = serving.__enter__()
        cls.addClassCleanup(serving.__exit__, None, None, None)
        parameters = cls.env["ir.config_parameter"]
        parameters.set_param("bookstore_metadata.bnf_url", url)
        parameters.set_param("suite_base.allowed_hosts", "127.0.0.1")
        cls.book = cls.title.product_tmpl_id
        cls.book.write({"barcode": BOOK, "list_price": 8.9, "bookstore_is_title": True})
        cls.records = cls._as(cls.bookseller, cls.env["bookstore.metadata.record"])

    def setUp(self):
        super().setUp()
        self.bnf.__init__()

    @classmethod
    def _said(cls, code=BOOK, title="Germinal", pages="591", year="1999", publisher="Gallimard"):
        """A record of the library about one book."""
        return record_of(
            ("010", " ", [("a", code), ("d", "38 F")]),
            ("200", " ", [("a", title)]),
            ("214", "0", [("c", publisher), ("d", year)]),
            ("215", " ", [("a", f"1 vol. ({pages} p.)")]),
            ("700", " ", [("a", "Zola"), ("b", "Émile"), ("4", "070")]),
            ("9X9", " ", [("k", "inconnu de tous")]),
        )

    @classmethod
    def _mine(cls, record, user=None):
        return cls._as(user or cls.bookseller, record)
