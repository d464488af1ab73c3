from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import BOOK, MetadataCommon
from .core.fake_bnf import answer_of


@tagged("post_install", "-at_install")
class TestProposals(MetadataCommon):
    """Ours and theirs side by side; a person decides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.proposals = cls._as(cls.bookseller, cls.env["bookstore.metadata.proposal"])
        cls.book.write({"name": "Germinal (poche)", "bookstore_year": 1998})

    def _ask(self, again=False, **said):
        self.bnf.bodies[BOOK] = answer_of(self._said(**said))
        record = self.records._ask(BOOK, again=again)
        record._compare()
        return record

    def _open(self):
        found = self.proposals.search(
            [("product_tmpl_id", "=", self.book.id), ("state", "=", "open")]
        )
        return {one.field: one for one in found}

    def test_the_button_fills_gaps_and_shows_what_differs(self):
        self.bnf.bodies[BOOK] = answer_of(self._said())
        action = self._mine(self.book).action_bookstore_ask()
        self.assertEqual(action["domain"], [("product_tmpl_id", "in", self.book.ids)])
        self.assertRecordValues(
            self.book,
            [
                {
                    "name": "Germinal (poche)",
                    "bookstore_year": 1998,
                    "bookstore_pages": 591,
                    "bookstore_authors": "Émile Zola",
                    "list_price": 8.9,
                }
            ],
        )
        self.assertEqual(set(self._open()), {"name", "year"})
        self.assertEqual(self.book.bookstore_metadata_open_count, 2)
        year = self._open()["year"]
        self.assertEqual((year.ours, year.theirs), ("1998", "1999"))
        year.action_accept()
        self.assertEqual(self.book.bookstore_year, 1999)
        self.assertEqual((year.before, year.decided_by_id), ("1998", self.bookseller))
        with self.assertRaises(UserError):
            year.action_refuse()

    def test_the_button_says_when_nothing_differs_or_nothing_is_known(self):
        absent = self._mine(self.book).action_bookstore_ask()
        self.assertEqual(absent["params"]["type"], "warning")
        self._ask(again=True)
        for proposal in self._open().values():
            proposal.action_accept()
        same = self._mine(self.book).action_bookstore_ask()
        self.assertEqual(same["params"]["type"], "success")
        bag = self._create_title("A bag").product_tmpl_id
        with self.assertRaises(UserError):
            self._mine(bag).action_bookstore_ask()

    def test_what_was_refused_stays_so_until_the_source_says_something_new(self):
        self._ask()
        year = self._open()["year"]
        year.action_refuse()
        self._ask(again=True)
        self.assertNotIn("year", self._open())
        self._ask(again=True, year="2003")
        self.assertEqual(self._open()["year"].theirs, "2003")
        self._ask(again=True, year="2004")
        self.assertEqual(self._open()["year"].theirs, "2004")
        self._ask(again=True)  # the old word again, which was refused
        self.assertNotIn("year", self._open())
        self.assertEqual(year.state, "refused")

    def test_what_no_longer_differs_asks_no_more(self):
        self._ask()
        year = self._open()["year"]
        self.book.bookstore_year = 1999
        year.record_id.action_compare()
        self.assertEqual(year.state, "gone")

    def test_a_decision_is_undone_unless_the_title_was_changed_since(self):
        self._ask()
        opened = self._open()
        opened["year"].action_accept()
        opened["publisher"].action_accept()
        opened["name"].action_refuse()
        self.assertEqual(self.book.bookstore_publisher_id.name, "Gallimard")
        for name in ("year", "publisher", "name"):
            opened[name].action_undo()
        self.assertEqual({opened[name].state for name in opened}, {"open"})
        self.assertEqual((self.book.bookstore_year, self.book.name), (1998, "Germinal (poche)"))
        self.assertFalse(self.book.bookstore_publisher_id)
        opened["year"].action_accept()
        self.book.bookstore_year = 2010
        with self.assertRaises(UserError):
            opened["year"].action_undo()

    def test_forged_requests_decide_nothing(self):
        self._ask()
        proposal = self._open()["name"]
        for vals in ({"state": "accepted"}, {"theirs": "Forged"}, {"product_tmpl_id": 1}):
            with self.assertRaises(AccessError):
                proposal.write(vals)
            with self.assertRaises(AccessError):
                self._mine(proposal, self.manager).write(vals)
        forged = {"record_id": proposal.record_id.id, "field": "name", "theirs": "Forged"}
        with self.assertRaises(AccessError):
            self.proposals.create(forged | {"product_tmpl_id": self.book.id})
        with self.assertRaises(AccessError):
            self.records.create({"source": "bnf", "code": BOOK, "state": "found"})
        for name in ("action_accept", "action_refuse", "action_undo"):
            with self.assertRaises(AccessError):
                getattr(self._mine(proposal, self.clerk), name)()
        self.assertEqual((proposal.state, self.book.name), ("open", "Germinal (poche)"))

    def test_a_title_of_another_company_is_neither_seen_nor_changed(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self._ask()
        proposal = self._open()["name"]
        self.env.user.company_ids |= other
        self.book.sudo().with_context(allowed_company_ids=other.ids).company_id = other
        self.env.invalidate_all()
        self.assertFalse(self.proposals.search([("id", "=", proposal.id)]))
        with self.assertRaises(AccessError):
            proposal.action_accept()

    def test_each_company_has_its_own_title_and_differences_of_one_record(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.user.company_ids |= other
        self.book.company_id = self.company
        there = (
            self.env["product.template"]
            .with_context(allowed_company_ids=other.ids)
            .create(
                {"name": "Ailleurs", "barcode": BOOK, "company_id": other.id, "is_storable": True}
            )
        )
        colleague = self.bookseller.with_context(no_reset_password=True).copy(
            {
                "login": "elsewhere",
                "company_id": other.id,
                "company_ids": [Command.set(other.ids)],
            }
        )
        record = self._ask()
        theirs = record.with_user(colleague).with_context(allowed_company_ids=other.ids)
        self.assertEqual((record.product_tmpl_id, record.open_count), (self.book, 5))
        self.assertEqual((theirs.product_tmpl_id, theirs.open_count), (there, 0))
        both = record.sudo().with_context(allowed_company_ids=(self.company | other).ids)
        both._compare()  # as the scheduled action does
        self.assertEqual(both.proposal_ids.product_tmpl_id, self.book | there)
        self.env.invalidate_all()
        self.assertEqual((record.product_tmpl_id, record.open_count), (self.book, 5))
        self.env.invalidate_all()
        self.assertEqual((theirs.name, theirs.product_tmpl_id), ("Germinal", there))
        self.assertEqual(theirs.proposal_ids.product_tmpl_id, there)
        for mine, name in ((record, "Germinal (poche)"), (theirs, "Ailleurs")):
            for domain in (
                [("product_tmpl_id", "ilike", name)],
                [("product_tmpl_id", "=", mine.product_tmpl_id.id)],
                [("product_tmpl_id", "!=", False)],
            ):
                self.assertEqual(mine.search(domain), mine)
            self.assertFalse(mine.search([("product_tmpl_id", "=", False)]))
        self.assertFalse(theirs.search([("product_tmpl_id", "=", self.book.id)]))
        there.barcode = False
        self.assertEqual(theirs.search([("product_tmpl_id", "=", False)]), theirs)
