import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import OrderCommon
from .core.fake_directory import directory, gln, line

OURS, NEW, HEIR = gln(1), gln(2), gln(3)


@tagged("post_install", "-at_install")
class TestDirectory(OrderCommon):
    """Dilicom's directory: shown first, taken when a manager says so, once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.owner_a.write({"global_location_number": OURS, "city": "Lyon", "is_company": True})
        cls.takeovers = cls._as(cls.manager, cls.env["bookstore.takeover"])

    def _import(self, *lines, user=None, **vals):
        wizards = self._as(user or self.manager, self.env["bookstore.directory.import"])
        wizard = wizards.create({"file": base64.b64encode(directory(*lines))} | vals)
        wizard.action_read()
        return wizard

    def _kinds(self, wizard):
        return {one.gln: one.kind for one in wizard.line_ids}

    def _find(self, code):
        return self.env["res.partner"].search([("global_location_number", "=", code)])

    def test_nothing_changes_before_it_is_taken_and_nothing_the_second_time(self):
        lines = (line(OURS), line(NEW, name="NOUVEAU DISTRIBUTEUR"))
        wizard = self._import(*lines)
        self.assertEqual(self._kinds(wizard), {OURS: "changed", NEW: "new"})
        self.assertEqual(
            {one.gln: one.is_taken for one in wizard.line_ids}, {OURS: True, NEW: False}
        )
        detail = wizard.line_ids.filtered(lambda one: one.gln == OURS).detail
        self.assertIn("Lyon → PARIS", detail)
        self.assertIn("15:00 → 15:30", detail)
        self.assertEqual(self.owner_a.city, "Lyon")
        self.assertFalse(self._find(NEW))
        wizard.is_made = True
        wizard.action_take()
        self.assertRecordValues(
            self.owner_a | self._find(NEW),
            [
                {
                    "name": name,
                    "street": "12 RUE DES ESSAIS",
                    "city": "PARIS",
                    "country_id": self.env.ref("base.fr").id,
                    "bookstore_cut_off": 15.5,
                    "bookstore_friday": True,
                    "bookstore_saturday": False,
                    "bookstore_order_form": "edi",
                    "bookstore_listed": "listed",
                    "bookstore_is_distributor": True,
                }
                for name in ("LES EDITIONS DU TEST", "NOUVEAU DISTRIBUTEUR")
            ],
        )
        self.assertEqual(self.owner_a._bookstore_get_days(), {0, 1, 2, 3, 4})
        self.assertIn("answers to orders", self.owner_a.bookstore_messages_shown)
        again = self._import(*lines)
        self.assertFalse(again.line_ids)
        self.assertEqual(again.same_count, 2)

    def test_only_what_is_ticked_is_taken(self):
        wizard = self._import(line(OURS), line(NEW))
        wizard.line_ids.is_taken = False
        wizard.action_take()
        self.assertEqual((self.owner_a.city, self._find(NEW).ids), ("Lyon", []))
        wizard.line_ids.filtered(lambda one: one.gln == NEW).is_taken = True
        wizard.action_take()
        self.assertEqual(self._find(NEW).city, "PARIS")
        self.assertEqual(self.owner_a.city, "Lyon")

    def test_what_is_only_written_otherwise_stays_as_we_write_it(self):
        self._import(line(OURS)).action_take()
        ours = {"name": "Les Éditions du Test", "street": "12, rue des Essais", "city": "Paris"}
        self.owner_a.write(ours | {"bookstore_cut_off": 9.0})
        wizard = self._import(line(OURS))
        shown = wizard.line_ids.detail
        wizard.action_take()
        self.assertEqual(self.owner_a.bookstore_cut_off, 15.5)
        for name in ("name", "city"):
            self.assertEqual(self.owner_a[name], ours[name])
            self.assertNotIn(ours[name], shown)

    def test_who_has_a_login_and_our_own_company_are_no_distributors(self):
        self.company.partner_id.global_location_number = OURS
        self.owner_a.global_location_number = False
        self.bookseller.partner_id.global_location_number = NEW
        before = self.company.partner_id.read(["name", "city", "street"])
        wizard = self._import(line(OURS), line(NEW), is_made=True)
        self.assertFalse(wizard.line_ids)
        wizard.action_take()
        self.assertEqual(self.company.partner_id.read(["name", "city", "street"]), before)
        self.assertEqual(self._find(NEW), self.bookseller.partner_id)

    def test_what_a_line_does_not_say_stays(self):
        self.owner_a.write({"phone": "04 72 00 00 00", "bookstore_saturday": True})
        self._import(line(OURS, "07")).action_take()
        self.assertEqual((self.owner_a.city, self.owner_a.phone), ("Lyon", "04 72 00 00 00"))
        self.assertTrue(self.owner_a.bookstore_saturday)
        self.assertIn("orders", self.owner_a.bookstore_messages_shown)

    def test_who_is_gone_is_marked_and_kept(self):
        self._import(line(OURS, "08")).action_take()
        self.assertEqual((self.owner_a.bookstore_listed, self.owner_a.active), ("gone", True))
        self.assertFalse(self._import(line(OURS, "08")).line_ids)
        self._import(line(OURS, "03")).action_take()
        self.assertEqual(self.owner_a.bookstore_listed, "listed")
        wizard = self._import(line(NEW, "00"))
        self.assertEqual(self._kinds(wizard)[OURS], "gone")
        wizard.action_take()
        self.assertEqual(self.owner_a.bookstore_listed, "gone")

    def test_a_takeover_moves_titles_when_a_person_says_so_and_back(self):
        template = self.title.product_tmpl_id
        price = self.env["product.supplierinfo"].create(
            {"partner_id": self.owner_a.id, "product_tmpl_id": template.id, "price": 7}
        )
        need = self._mark(2)
        wizard = self._import(line(OURS, "08", successor=(HEIR, "HERITIER")))
        self.assertEqual(self._kinds(wizard), {OURS: "taken_over"})
        self.assertIn("HERITIER", wizard.line_ids.detail)
        wizard.action_take()
        heir = self._find(HEIR)
        self.assertEqual(heir.name, "HERITIER")
        self.assertEqual(self.owner_a.bookstore_successor_id, heir)
        takeover = self.takeovers.search([("partner_id", "=", self.owner_a.id)])
        self.assertEqual((takeover.title_count, takeover.need_count), (1, 1))
        self.assertEqual((price.partner_id, need.partner_id), (self.owner_a, self.owner_a))
        with self.assertRaises(AccessError):
            self._as(self.bookseller, takeover).action_accept()
        takeover.action_accept()
        self.assertEqual((price.partner_id, need.partner_id), (heir, heir))
        self.assertEqual((takeover.state, takeover.moved_count), ("done", 1))
        self.assertEqual(takeover.action_view_titles()["res_id"], template.id)
        with self.assertRaises(UserError):
            takeover.action_accept()
        takeover.action_undo()
        self.assertEqual((price.partner_id, need.partner_id), (self.owner_a, self.owner_a))
        takeover.action_accept()
        need.partner_id = self.owner_b  # somebody decided otherwise since
        takeover.action_undo()
        self.assertEqual((price.partner_id, need.partner_id), (self.owner_a, self.owner_b))
        self.assertFalse(self._import(line(OURS, "08", successor=(HEIR, "HERITIER"))).line_ids)
        takeover.action_refuse()
        self.assertEqual((takeover.state, price.partner_id), ("refused", self.owner_a))
        self.assertEqual(self.takeovers.search_count([("partner_id", "=", self.owner_a.id)]), 1)

    def test_prices_of_another_company_stay(self):
        other = self.env["res.company"].create({"name": "Other shop"})
        price = self.env["product.supplierinfo"].create(
            {
                "partner_id": self.owner_a.id,
                "product_tmpl_id": self.title.product_tmpl_id.id,
                "company_id": other.id,
            }
        )
        self._import(line(OURS, "05", successor=(HEIR, "HERITIER"))).action_take()
        takeover = self.takeovers.search([("partner_id", "=", self.owner_a.id)])
        self.assertEqual(takeover.title_count, 0)
        takeover.action_accept()
        self.assertEqual(price.partner_id, self.owner_a)

    def test_two_contacts_of_one_gln_are_told_and_not_touched(self):
        self.owner_b.global_location_number = OURS
        wizard = self._import(line(OURS))
        self.assertEqual(self._kinds(wizard), {OURS: "several"})
        wizard.line_ids.is_taken = True
        wizard.action_take()
        self.assertEqual(self.owner_a.city, "Lyon")

    def test_a_successor_of_whom_there_are_several_is_not_guessed(self):
        both = self.owner_b | self.owner_b.copy({"name": "Twin"})
        both.global_location_number = HEIR
        wizard = self._import(line(OURS, "08", successor=(HEIR, "HERITIER")))
        self.assertIn("Several contacts", wizard.line_ids.detail)
        wizard.action_take()
        self.assertEqual(self.owner_a.bookstore_listed, "gone")
        self.assertFalse(self.owner_a.bookstore_successor_id)
        self.assertFalse(self.takeovers.search([("partner_id", "=", self.owner_a.id)]))

    def test_each_bookshop_decides_of_a_takeover_itself(self):
        other = self.env["res.company"].create({"name": "Other shop"})
        other._activate_bookstore()
        self.manager.company_ids |= other
        companies = (self.company | other).ids
        wizard = self._import(line(OURS, "08", successor=(HEIR, "HERITIER")))
        wizard.with_context(allowed_company_ids=companies).action_take()
        takeovers = self.env["bookstore.takeover"].search([("partner_id", "=", self.owner_a.id)])
        self.assertEqual(takeovers.company_id, self.company | other)

    def test_what_cannot_be_read_is_told(self):
        wizard = self._import(line(OURS), line(NEW) + ";X")
        self.assertIn("Line 3", wizard.told)
        for data in (b"EAN;Prix\n", directory(end="")):
            with self.assertRaises(UserError):
                self._as(self.manager, self.env["bookstore.directory.import"]).create(
                    {"file": base64.b64encode(data)}
                ).action_read()
        contact = ("", "", "", "", "", "ATLANTIS", "ATLANTIDE", "")
        wizard = self._import(line(OURS, contact=contact))
        wizard.action_take()
        self.assertFalse(self._import(line(OURS, contact=contact)).line_ids)

    def test_booksellers_read_what_was_taken_and_take_nothing(self):
        with self.assertRaises(AccessError):
            self._import(line(OURS), user=self.bookseller)
        takeover = self.takeovers.sudo()._propose(self.company, [(self.owner_a, self.owner_b)])
        self.assertFalse(self.takeovers._propose(self.company, [(self.owner_a, self.owner_b)]))
        mine = self._as(self.bookseller, takeover)
        self.assertEqual(mine.display_name, f"{self.owner_a.name} → {self.owner_b.name}")
        for action in (mine.action_refuse, mine.action_undo):
            with self.assertRaises(AccessError):
                action()
        with self.assertRaises(AccessError):
            self._as(self.manager, takeover).state = "done"
