import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..core.library import read_library, understand
from ..core.marc import to_xml, write_iso2709, write_marcxchange
from .common import BOOK, MetadataCommon
from .core.fake_bnf import answer_of, record_of, recorded

OTHER = "9782070251902"


@tagged("post_install", "-at_install")
class TestLibrary(MetadataCommon):
    """Records of a library in, titles of the shop out."""

    def _import(self, data, user=None, **vals):
        wizard = self._mine(self.env["bookstore.metadata.import"], user).create(
            {"file": base64.b64encode(data), "filename": "records.mrc"} | vals
        )
        wizard.action_read()
        return wizard

    def _file(self, *texts):
        return write_iso2709(read_library(answer_of(*texts)))

    def _exported(self, action):
        number = int(action["url"].split("/")[3].split("?")[0])
        return read_library(self.env["ir.attachment"].browse(number).raw)

    def test_a_file_is_shown_first_with_its_doubles_and_nothing_guessed(self):
        wizard = self._import(
            self._file(
                self._said(),
                self._said(OTHER, "La Curée"),
                self._said("9782743200374", "Michel Strogoff"),
                self._said("9782743200374", "Strogoff"),
                record_of(("200", " ", [("a", "Sans numéro")])),
                record_of(
                    ("010", " ", [("a", "2080700030")]),
                    ("010", " ", [("a", "9780306406157")]),
                    ("200", " ", [("a", "Coffret")]),
                ),
            )
        )
        self.assertEqual(
            wizard.line_ids.mapped("state"),
            ["ours", "new", "double", "double", "no_code", "many_codes"],
        )
        self.assertEqual(
            wizard.line_ids.mapped("is_taken"), [True, True, False, False, False, False]
        )
        self.assertFalse(self.records.search([]))
        wizard.line_ids[2:4].is_taken = True
        with self.assertRaises(UserError):
            wizard.action_take()
        wizard.line_ids[3].is_taken = False
        wizard.line_ids[5].is_taken = True
        with self.assertRaises(UserError):
            wizard.action_take()
        wizard.line_ids[5].is_taken = False
        wizard.action_take()
        self.assertEqual(len(self.records.search([("state", "=", "found")])), 3)
        self.assertEqual((self.book.bookstore_pages, self.book.list_price), (591, 8.9))
        self.assertEqual(self.book.bookstore_metadata_open_count, 1)  # its name
        self.assertFalse(self.env["product.template"].search([("barcode", "=", OTHER)]))

    def test_unknown_records_become_titles_when_asked_once(self):
        data = self._file(self._said(OTHER, "La Curée"))
        for _time in range(2):
            self._import(data, is_made=True).action_take()
        title = self.env["product.template"].search([("barcode", "=", OTHER)])
        self.assertEqual(len(title), 1)
        self.assertEqual(
            (title.name, title.list_price, title.bookstore_is_title), ("La Curée", 0, True)
        )
        self.assertIn("9X9", title.bookstore_marc)

    def test_what_is_kept_from_a_file_answers_for_the_bnf(self):
        self._import(self._file(self._said(OTHER, "La Curée"))).action_take()
        self.assertEqual(self.records._ask(OTHER).source, "file")
        self.assertFalse(self.bnf.seen)

    def test_recorded_records_go_through_the_shop_byte_for_byte(self):
        """Some of them: tests/core/test_library.py has all."""
        records = read_library(answer_of(*recorded()))[::9]
        titles = self.env["product.template"].create(
            [
                {
                    "name": understand(record)[1].values["name"],
                    "is_storable": True,
                    "bookstore_marc": to_xml(record),
                }
                for record in records
            ]
        )
        out = self._exported(self._mine(titles).action_bookstore_export_iso2709())
        self.assertEqual(write_iso2709(out), write_iso2709(records))
        out = self._exported(self._mine(titles).action_bookstore_export_xml())
        self.assertEqual(write_marcxchange(out), write_marcxchange(records))

    def test_a_broken_kept_record_is_named_and_never_left_out_in_silence(self):
        other = self._create_title("La Curée").product_tmpl_id
        self.book.bookstore_marc = "<a/>"
        titles = self._mine(other | self.book)
        with self.assertRaises(UserError) as caught:
            titles.action_bookstore_export_iso2709()
        self.assertIn(self.book.name, str(caught.exception))
        self.book.bookstore_marc = False
        [_other, record] = self._exported(titles.action_bookstore_export_iso2709())
        self.assertEqual(record.zones[1].first("a"), BOOK)

    def test_files_that_are_none_are_refused_in_one_sentence(self):
        whole = self._file(self._said())
        for data in (
            b"isbn;titre\n1;2",
            whole[:-20],
            b"<a/>",
            b'<!DOCTYPE a [<!ENTITY b "x">]><a>&b;</a>',
            whole.replace("É".encode(), b"\xc9\xc9"),
        ):
            with self.assertRaises(UserError):
                self._import(data)
        self.assertFalse(self.records.search([]))

    def test_whoever_only_works_in_the_stock_imports_and_exports_nothing(self):
        with self.assertRaises(AccessError):
            self._import(self._file(self._said()), self.clerk)
        with self.assertRaises(AccessError):
            self._mine(self.book, self.clerk).action_bookstore_export_xml()
