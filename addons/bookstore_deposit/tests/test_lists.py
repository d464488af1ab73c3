from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import mute_logger

from .common import BookstoreCommon


@tagged("post_install", "-at_install")
class TestLists(BookstoreCommon, HttpCase):
    """Lists of titles: filled by scan and search, used as a whole or in part, moving nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_users()
        cls.bookseller.password = "a long enough password"
        cls.title.barcode = "9782070417797"
        cls.absent = cls._create_title("Never here", 8.2, barcode="9782253014997")
        cls.absent.bookstore_authors = "=Gustave Flaubert"
        cls._receive(cls.firm, 2)

    def _list(self, user=None, **vals):
        return self._as(user or self.bookseller, self.env["bookstore.list"]).create(
            {"name": "June"} | vals
        )

    def test_scans_fill_it_and_move_nothing(self):
        titles = self._list()
        action = titles.action_scan()
        self.assertEqual(action["params"], {"model": "bookstore.list", "id": titles.id})
        moves = self.env["stock.move"].search_count([])
        for code in ("2-07-041779-4", "9782070417797", "9782253014997"):
            self.assertEqual(titles.scan(code)["status"], "ok", code)
        self.assertEqual(titles.scan("9782070417797", -1)["quantity"], 1)
        self.assertEqual(titles.scan("9780306406157")["status"], "unknown")
        self.assertEqual(titles.line_ids.product_id, self.title | self.absent)
        titles.invalidate_recordset()
        self.assertEqual((titles.title_count, titles.copy_total), (2, 2))
        self.assertEqual(self.env["stock.move"].search_count([]), moves)
        self.assertOwn({self.firm: 2})

    def test_titles_of_a_search_are_added_once(self):
        titles = self._list()
        titles.line_ids = [Command.create({"product_id": self.title.id, "quantity": 5})]
        found = self._as(self.bookseller, (self.title | self.absent).product_tmpl_id)
        action = found.action_bookstore_list()
        add = self._as(self.bookseller, self.env["bookstore.list.add"])
        with Form(add.with_context(**action["context"])) as form:
            form.list_id = titles
            form.quantity = 3
        form.record.action_add()
        quantities = {line.product_id: line.quantity for line in titles.line_ids}
        self.assertEqual(quantities, {self.title: 5, self.absent: 3})
        with Form(add.with_context(**action["context"])) as form:
            form.name = "A table"
            form.is_shared = True
        made = self.env["bookstore.list"].browse(form.record.action_add()["res_id"])
        self.assertEqual(
            (made.name, made.is_shared, made.user_id), ("A table", True, self.bookseller)
        )
        self.assertEqual(made.line_ids.product_id, self.title | self.absent)

    def test_a_movement_is_prepared_and_moves_nothing(self):
        titles = self._list()
        titles._add({self.title: 2, self.absent: 0})
        movement = self.env["bookstore.movement"].browse(titles.action_transfer()["res_id"])
        self.assertEqual(movement.state, "draft")
        lines = [(line.product_id, line.quantity) for line in movement.line_ids]
        self.assertEqual(lines, [(self.title, 2)])
        movement.write({"location_id": self.shop.id, "location_dest_id": self.reserve.id})
        movement.action_validate()
        self.assertEqual(self.title.with_context(location=self.reserve.id).qty_available, 2)
        with self.assertRaises(UserError):
            self._list().action_transfer()

    def test_labels_are_of_the_lines_chosen(self):
        titles = self._list()
        titles._add({self.title: 2, self.absent: 1})
        action = titles.line_ids[1].action_labels()
        self.assertEqual(action["context"], {"default_product_ids": self.absent.ids})

    def test_files_tell_the_lines_chosen(self):
        titles = self._list(name="June / school")
        titles._add({self.title: 2, self.absent: 0})
        titles.line_ids[1].note = "for the window"
        self.authenticate(self.bookseller.login, "a long enough password")
        answer = self.url_open(titles.action_export_csv()["url"])
        self.assertIn(
            "June - school.csv", answer.headers["Content-Disposition"].replace("%20", " ")
        )
        rows = answer.content.decode("utf-8-sig").splitlines()
        self.assertEqual(len(rows), 3)
        self.assertIn("978-2070417797;Les Contemplations;;;10,55;2;", rows[1])
        self.assertIn("'=Gustave Flaubert", rows[2], "a formula is a word")
        text = self.url_open(titles.line_ids[1].action_export_text()["url"]).text
        self.assertIn("Never here – =Gustave Flaubert – 9782253014997 – ", text)
        self.assertIn("(for the window)", text)
        self.assertNotIn("Contemplations", text)
        hidden = self._list(user=self.manager)
        hidden._add({self.title: 1})
        with mute_logger("odoo.http"):
            refused = self.url_open(f"/bookstore/list/csv?lines={hidden.line_ids.id}")
        self.assertNotIn("Contemplations", refused.text)
        for odd in ("csv?lines=", "csv?lines=x", "csv?lines=99999999", "exe?lines=1"):
            self.assertEqual(self.url_open(f"/bookstore/list/{odd}").status_code, 404, odd)

    def test_it_is_printed(self):
        titles = self._list()
        titles._add({self.title: 2, self.absent: 1})
        report = titles.action_print()
        self.assertEqual(report["context"]["active_ids"], titles.line_ids.ids)
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "bookstore_deposit.report_list", titles.line_ids.ids
        )
        for words in (b"June", b"Les Contemplations", b"9782253014997"):
            self.assertIn(words, html)

    def test_a_list_is_ones_own_until_it_is_shared(self):
        titles = self._list()
        titles._add({self.title: 1})
        other = self._as(self.manager, titles)
        plain = self._as(self.env["res.users"].browse(self._colleague().id), titles)
        for stranger in (other, plain):
            with self.assertRaises(AccessError):
                stranger.read(["name"])
            with self.assertRaises(AccessError):
                stranger.line_ids.read(["quantity"])
        titles.is_shared = True
        plain.line_ids.quantity = 4
        self.assertEqual(plain.scan("9782253014997")["status"], "ok")
        for attack in (
            lambda: plain.write({"is_shared": False}),
            lambda: plain.write({"user_id": plain.env.uid}),
            lambda: plain.write({"active": False}),
            lambda: plain.unlink(),
        ):
            with self.assertRaises(AccessError):
                attack()
        mine = plain.copy()
        self.assertEqual((mine.user_id, mine.is_shared), (plain.env.user, False))
        self.assertEqual(len(mine.line_ids), 2)
        with self.assertRaises(AccessError):
            self._list(user=plain.env.user, user_id=self.bookseller.id).read(["name"])

    def _colleague(self):
        return self.bookseller.copy({"login": f"colleague_{self._testMethodName}"})

    def test_merged_titles_are_in_the_list_once(self):
        titles = self._list()
        titles._add({self.title: 2, self.absent: 3})
        merge = self.env["bookstore.merge"].create(
            {
                "title_ids": [Command.set((self.title | self.absent).ids)],
                "kept_id": self.title.id,
            }
        )
        merge.action_merge()
        self.assertEqual(titles.line_ids.product_id, self.title)
        self.assertEqual(titles.line_ids.quantity, 5)
        self.assertEqual(titles.scan("9782253014997")["quantity"], 6, "the former ISBN too")
