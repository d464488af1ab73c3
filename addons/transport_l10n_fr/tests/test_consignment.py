from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .common import SIRET, FrenchTransportBuilder


@tagged("post_install", "-at_install")
class TestConsignment(FrenchTransportBuilder, HttpCase):
    """A note with every mention, before the cars leave; on the road without a price."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._build_french_transport()

    def _plan(self, order):
        order._plan(fields.Datetime.now() + timedelta(days=2))
        return order.consignment_ids

    def test_planning_makes_the_note_with_its_mentions(self):
        order = self._create_accepted(2).sudo()
        note = self._plan(order)
        self.assertEqual(len(note), 1)
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "transport_l10n_fr.report_consignment_note", note.ids
        )
        page = html.decode()
        place = self.dijon, self.lille
        for mention in (
            note.name,
            self.company.name,
            "3 quai des Chartrons",
            SIRET,
            *(address.name for address in place),
            *(address.street for address in place),
            *(address.zip for address in place),
            *(line.plate for line in order.line_ids),
            "Peugeot 208",
        ):
            self.assertIn(mention, page)
        self.assertNotIn("d-none", page)  # the VIN is on paper, too
        self.assertNotIn("(kg)", page)
        amount = f"{order.amount_untaxed:.2f}"
        self.assertNotIn(amount.replace(".", ","), page)
        self.assertNotIn(amount, page)
        self.assertEqual(order._make_consignment_note(), note)
        order._plan(fields.Datetime.now() + timedelta(days=5))
        self.assertEqual(len(order.consignment_ids), 2)
        self.assertTrue(note.is_replaced)

    def test_a_missing_mention_is_told_and_reality_is_recorded(self):
        self.dijon.street = False
        self.company.company_registry = False
        self.company.vat = False
        order = self._create_accepted().sudo()
        with self.assertRaises(UserError) as refusal:
            order.with_context(lang="fr_FR").action_consignment_note()
        for words in ("SIREN", "adresse d'enlèvement", "jour de prise en charge"):
            self.assertIn(words, str(refusal.exception))
        self.assertFalse(order.consignment_ids)
        order._append_events([{"code": "collected"}], "driver")
        self.assertEqual((order.state, len(order.consignment_ids)), ("in_progress", 0))
        self.dijon.street = "2 rue du Parc"
        self.company.company_registry = SIRET
        order.planned_pickup = fields.Datetime.now()
        order.action_consignment_note()
        self.assertEqual(order.consignment_ids.content["origin"]["street"], "2 rue du Parc")

    def test_a_note_is_made_before_the_cars_are_taken_over(self):
        order = self._create_accepted(pickup_date=self._today()).sudo()
        order._append_events([{"code": "collected"}], "driver")
        note = order.consignment_ids
        self.assertEqual(len(note), 1)
        self.assertLessEqual(note.made_on, order.event_ids[:1].recorded_at)

    def test_the_code_opens_the_note_without_login_or_price(self):
        order = self._create_accepted().sudo()
        note = self._plan(order)
        page = self.url_open(f"/transport/note/{note.token}")
        self.assertEqual(page.status_code, 200)
        for words in (note.name, order.line_ids.plate, "1 rue du Parc"):
            self.assertIn(words, page.text)
        self.assertNotIn(f"{order.amount_untaxed:.2f}".replace(".", ","), page.text)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        for token in ("x" * 32, note.token[:-1], str(note.id)):
            self.assertEqual(self.url_open(f"/transport/note/{token}").status_code, 404)
        self.authenticate("dijon@martin.test", "dijon@martin.test")
        path = f"/report/html/transport_l10n_fr.report_consignment_note/{note.id}"
        self.assertEqual(self.url_open(path).status_code, 404)
        year = self._today().year
        page = self.url_open(f"/my/emissions/{year}/csv")
        self.assertIn("orders?show=past", page.url)
        order._append_events([{"code": "delivered"}], "staff")
        page = self.url_open(f"/my/emissions/{year}/csv")
        self.assertIn(order.name, page.text)
        self.authenticate("durand@durand.test", "durand@durand.test")
        self.assertNotIn(order.name, self.url_open(f"/my/emissions/{year}/csv").text)
