import threading

from psycopg2 import IntegrityError

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

from .common import TechnicalCommon


@tagged("post_install", "-at_install")
class TestQuoteRevision(TechnicalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.need = cls._create_need((cls.torque, "ge", "5 Nm"))
        cls.first = cls._create_sent_quote(cls.strong, cls.need)

    def _revise(self, quote):
        return self.env["sale.order"].browse(quote.action_tech_revise()["res_id"])

    def test_a_revision_keeps_the_number_and_supersedes_the_old_one(self):
        second = self._revise(self.first)
        self.assertEqual(second.name, f"{self.first.name}-R2")
        self.assertEqual((second.state, second.tech_revision), ("draft", 2))
        self.assertEqual(self.first.tech_quote_state, "superseded")
        second.action_quotation_sent()
        third = self._revise(second)
        self.assertEqual(third.name, f"{self.first.name}-R3")
        self.assertEqual(third._tech_get_revisions(), self.first | second | third)
        self.assertEqual(self.first._tech_get_latest_revision(), third)

    def test_the_differences_show_lines_prices_and_specifications(self):
        second = self._revise(self.first)
        self.assertFalse(second._tech_get_changes())
        second.order_line.write({"price_unit": 850, "product_uom_qty": 2})
        second.order_line = [(0, 0, {"product_id": self.light.product_variant_id.id})]
        self._value(self.strong, self.torque).value_text = "10 N·m"
        changes = {
            (one.field, one.label): (one.what, one.old, one.new)
            for one in second._tech_get_changes()
        }
        self.assertEqual(changes["quantity", ""], ("changed", 1, 2))
        self.assertEqual(changes["price", ""], ("changed", 900, 850))
        self.assertEqual(changes["line", ""], ("added", None, 1))
        self.assertEqual(changes["specification", "Nominal torque"], ("changed", "9 N·m", "10 N·m"))
        self.assertIn("10 N·m", second.tech_changes_html)
        self.assertIn("Total", second.tech_changes_html)

    def _one_change(self, vals, field, line=False):
        second = self._revise(self.first)
        self.assertEqual(second._tech_get_changes(), [])
        (second.order_line if line else second).write(vals)
        (change,) = second._tech_get_changes()
        self.assertEqual(change.field, field)
        self.assertTrue(second.tech_changes_html)
        return change

    def test_each_printed_fact_that_changes_is_one_change(self):
        tax = self.env["account.tax"].create({"name": "Reduced", "amount": 5})
        term = self.env["account.payment.term"].create({"name": "60 days"})
        other = self.env["res.partner"].create({"name": "Site", "parent_id": self.partner.id})
        position = self.env["account.fiscal.position"].create({"name": "Abroad"})
        dozen = self.env.ref("uom.product_uom_dozen").id
        note = {"display_type": "line_note", "name": "Painted on request"}
        for vals, field, line in (
            ({"price_unit": 800}, "price", True),
            ({"discount": 5}, "discount", True),
            ({"product_uom_qty": 4}, "quantity", True),
            ({"product_uom_id": dozen, "price_unit": 900}, "uom", True),
            ({"tax_ids": [Command.set(tax.ids)]}, "taxes", True),
            ({"name": "Another text"}, "text", True),
            ({"order_line": [Command.create(note)]}, "line", False),
            ({"payment_term_id": term.id}, "payment_term", False),
            ({"validity_date": "2030-01-01"}, "validity", False),
            ({"commitment_date": "2030-01-01"}, "delivery_date", False),
            ({"client_order_ref": "PO 7"}, "reference", False),
            ({"note": "Other terms"}, "terms", False),
            ({"partner_shipping_id": other.id}, "delivery_address", False),
            ({"partner_invoice_id": other.id}, "invoice_address", False),
            ({"fiscal_position_id": position.id}, "fiscal_position", False),
            ({"incoterm_location": "Lyon"}, "incoterm", False),
            ({"user_id": self.rival.id}, "salesperson", False),
        ):
            with self.subTest(field=field), self.env.cr.savepoint() as point:
                self._one_change(vals, field, line)
                point.rollback()
                self.env.invalidate_all()

    def test_dates_are_carried_over(self):
        self.first.write({"commitment_date": "2030-03-01", "validity_date": "2030-02-01"})
        second = self._revise(self.first)
        self.assertEqual(second.commitment_date, self.first.commitment_date)
        self.assertEqual(second.validity_date, self.first.validity_date)

    def test_the_first_of_two_lines_of_a_product_removed_is_one_change(self):
        quote = self._create_quote(self.strong)
        quote.order_line.write({"product_uom_qty": 3, "price_unit": 790})
        product = self.strong.product_variant_id
        quote.order_line = [
            Command.create({"product_id": product.id, "product_uom_qty": 20, "price_unit": 750})
        ]
        quote.action_quotation_sent()
        second = self._revise(quote)
        second.order_line.sorted("product_uom_qty")[0].unlink()
        (change,) = second._tech_get_changes()
        self.assertEqual((change.what, change.field, change.old), ("removed", "line", 3))

    def test_the_order_of_the_lines_is_no_change(self):
        quote = self._create_quote(self.strong)
        quote.order_line = [Command.create({"product_id": self.light.product_variant_id.id})]
        quote.action_quotation_sent()
        second = self._revise(quote)
        second.order_line[0].sequence = 99
        self.assertEqual(second._tech_get_changes(), [])

    def test_another_label_or_unit_is_no_change(self):
        second = self._revise(self.first)
        self.torque.name = "Torque at the shaft"
        self.torque.unit_id = self.env.ref("crm_technical_spec.unit_torque_ncm")
        self.env.invalidate_all()
        self.assertEqual(second._tech_get_changes(), [])
        self.assertEqual(self.first.order_line._tech_get_drift(), [])

    def test_what_nobody_changed_has_not_changed(self):
        power, reach, lifetime = (
            self._create_attribute(name, unit)
            for name, unit in (("Standby power", "W"), ("Reach", "m"), ("Strokes", "m"))
        )
        kept = (power, reach, lifetime, self._create_attribute("Cycles", False))
        self.motors.line_ids = [Command.create({"attribute_id": one.id}) for one in kept]
        written = ("≤ 5 W", "≥ 0.00002 m", "3 m ± 1 %", "2e17")
        motor = self._create_motor("Sides", texts=dict(zip(kept, written, strict=True)))
        quote = self._create_sent_quote(motor)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(quote.order_line._tech_get_drift(), [])
        self.assertEqual(self._revise(quote)._tech_get_changes(), [])

    def test_two_specifications_of_one_label_are_both_printed_and_compared(self):
        shaft, wheel = (self._create_attribute("Diameter", "mm") for _place in range(2))
        self.motors.line_ids = [Command.create({"attribute_id": one.id}) for one in (shaft, wheel)]
        motor = self._create_motor("Both", texts={shaft: "20 mm", wheel: "35 mm"})
        quote = self._create_sent_quote(motor)
        texts = quote.order_line._tech_get_specification_texts("on_quote")
        self.assertEqual(texts, [("Diameter", "20 mm"), ("Diameter", "35 mm")])
        second = self._revise(quote)
        self._value(motor, shaft).value_text = "22 mm"
        (change,) = second._tech_get_changes()
        self.assertEqual((change.old, change.new), ("20 mm", "22 mm"))

    def test_what_is_kept_internal_never_reaches_the_customer(self):
        self.gear.print_on_quote = False
        value = self.env["tech.spec.value"].create(
            {
                "product_tmpl_id": self.strong.id,
                "attribute_id": self.gear.id,
                "value_text": "Factory North, 41 EUR",
            }
        )
        need = self._create_need((self.torque, "ge", "5 Nm"), (self.gear, "is", "factory"))
        first = self._create_sent_quote(self.strong, need)
        value.value_text = "Factory South, 43 EUR"
        second = self._revise(first)
        second.action_quotation_sent()
        self.assertEqual(len(second._tech_get_changes()), 1)
        self.assertEqual(second._tech_get_changes(printed=True), [])
        html = str(second._tech_get_printed_changes_html())
        for template in ("compliance_tables", "specification_tables"):
            html += str(self.env["ir.qweb"]._render(f"crm_technical.{template}", {"order": second}))
        second.action_confirm()
        self.strong.invoice_policy = "order"
        for report, records in (
            ("sale.report_saleorder", second),
            ("stock.report_deliveryslip", second.picking_ids),
            ("account.report_invoice", second._create_invoices()),
        ):
            reports = self.env["ir.actions.report"]
            html += reports._render_qweb_html(report, records.ids)[0].decode()
        mail = self.env.ref("sale.email_template_edi_sale")
        html += str(mail._render_field("body_html", second.ids)[second.id])
        self.assertIn("Nominal torque", html)
        self.assertNotIn("Factory", html)
        self.assertNotIn(self.gear.name, html)

    def test_the_compliance_follows_into_the_revision(self):
        second = self._revise(self.first)
        self.assertEqual(self._verdicts(second), {"Nominal torque": "pass"})
        self.assertFalse(second.order_line.tech_spec_snapshot)

    def test_a_revision_keeps_the_promotions_and_the_earlier_version_too(self):
        first = self._create_promoted_quote()
        first.action_quotation_sent()
        second = self._revise(first)
        self.assertEqual(first.amount_untaxed, 810)
        self.assertEqual(second.amount_untaxed, 810)
        self.assertFalse(second._tech_get_changes())
        second.action_quotation_sent()
        second.action_confirm()
        self.assertEqual((second.state, second.amount_untaxed), ("sale", 810))

    def test_a_cancelled_quote_set_to_draft_claims_its_promotions_anew(self):
        quote = self._create_promoted_quote()
        quote.action_quotation_sent()
        quote.action_cancel()
        self.assertEqual(quote.amount_untaxed, 810)
        quote.action_draft()
        self.assertFalse(quote.order_line.filtered("is_reward_line"))
        quote.action_confirm()
        self.assertEqual(quote.state, "sale")

    def test_a_superseded_quote_stays_closed(self):
        self._revise(self.first)
        for action in ("action_draft", "action_tech_revise", "action_confirm"):
            with self.subTest(action=action), self.assertRaises(UserError):
                getattr(self.first, action)()

    def test_drafts_and_orders_are_not_revised(self):
        draft = self._create_quote(self.strong)
        with self.assertRaises(UserError):
            draft.action_tech_revise()
        order = self._create_sent_quote(self.strong)
        order.action_confirm()
        with self.assertRaises(UserError):
            order.action_tech_revise()

    def test_a_rejected_quote_can_be_revised(self):
        self.first._tech_reject(self.env.ref("crm_technical.reject_reason_price"))
        second = self._revise(self.first)
        self.assertEqual(self.first.tech_quote_state, "superseded")
        self.assertFalse(second.tech_is_declined)

    def test_the_database_refuses_a_second_successor(self):
        self._revise(self.first)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._create_quote(self.strong, tech_previous_id=self.first.id)

    def test_a_revision_that_customers_may_have_seen_is_not_deleted(self):
        second = self._revise(self.first)
        with self.assertRaises(UserError):
            second.unlink()


@tagged("post_install", "-at_install")
class TestRevisedTwiceAtOnce(BaseCase):
    """Two salespeople press Revise at the same moment, on two real connections."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        # while tests run, the main thread holds the registry's lock that a retry takes
        self.patch(Registry, "_lock", DummyRLock())
        self.addCleanup(self._delete)
        with self.registry.cursor() as cursor:
            env = self._env(cursor)
            partner = env["res.partner"].create({"name": "Twice"})
            quote = env["sale.order"].create({"partner_id": partner.id})
            quote.action_quotation_sent()
            self.quote_id, self.partner_id = quote.id, partner.id

    def _env(self, cursor):
        return api.Environment(cursor, SUPERUSER_ID, {"tracking_disable": True})

    def _delete(self):
        with self.registry.cursor() as cursor:
            env = self._env(cursor)
            quotes = env["sale.order"].search([("partner_id", "=", self.partner_id)])
            quotes.filtered(lambda one: one.state != "cancel")._action_cancel()
            quotes.unlink()
            env["res.partner"].browse(self.partner_id).unlink()

    def _revise(self, env, barrier, outcomes):
        barrier.wait()
        try:
            retrying(lambda: env["sale.order"].browse(self.quote_id).action_tech_revise(), env)
            outcomes.append("revised")
        except UserError:
            env.cr.rollback()
            outcomes.append("told")

    def test_one_revision_is_made_and_the_other_person_is_told(self):
        barrier, outcomes = threading.Barrier(2), []
        with (
            mute_logger("odoo.sql_db", "odoo.service.model"),
            self.registry.cursor() as one,
            self.registry.cursor() as other,
        ):
            people = [
                threading.Thread(target=self._revise, args=(self._env(cursor), barrier, outcomes))
                for cursor in (one, other)
            ]
            for person in people:
                person.start()
            for person in people:
                person.join()
        self.assertEqual(sorted(outcomes), ["revised", "told"])
        with self.registry.cursor() as cursor:
            orders = self._env(cursor)["sale.order"]
            self.assertEqual(orders.search_count([("tech_previous_id", "=", self.quote_id)]), 1)
