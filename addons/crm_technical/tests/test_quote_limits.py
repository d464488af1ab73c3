from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..models import sale_order_approval, sale_order_trade
from ..models.sale_order_approval import GUARDED
from .common import TechnicalCommon


@tagged("post_install", "-at_install")
class TestQuoteLimits(TechnicalCommon):
    """Ways round the limits, each tried as the salesperson (or the customer) would: all closed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.write({"tech_discount_limit": 15, "tech_margin_limit": 0})
        cls.product = cls.strong.product_variant_id  # 900
        cls.quote = cls._create_quote(cls.strong).with_user(cls.seller)
        cls.dozen = cls.env.ref("uom.product_uom_dozen")
        cls.service = cls.env["product.product"].create(
            {"name": "Rebate", "type": "service", "list_price": 0, "taxes_id": [Command.clear()]}
        )

    def _assert_held_back(self, quote, discount=None):
        self.assertIn(quote.tech_approval_state, ("needed", "requested", "refused"))
        if discount is not None:
            self.assertAlmostEqual(quote.tech_given_discount, discount, 2)
        for action in ("action_quotation_send", "action_quotation_sent", "action_confirm"):
            with (
                self.subTest(action=action),
                self.assertRaisesRegex(UserError, "beyond the limits"),
            ):
                getattr(quote, action)()
        with self.assertRaisesRegex(UserError, "beyond the limits"):
            quote.write({"state": "sale"})
        self.assertEqual(quote.state, "draft")

    def _add(self, **vals):
        self.quote.write({"order_line": [Command.create(vals)]})

    def test_1_a_line_discount(self):
        self.quote.order_line.discount = 40
        self._assert_held_back(self.quote, 40)

    def test_1_a_wallet_pays_and_a_line_that_only_says_so_is_a_discount(self):
        program = self.env["loyalty.program"].create(
            {
                "name": "Wallet",
                "program_type": "ewallet",
                "applies_on": "future",
                "trigger": "auto",
                "rule_ids": [Command.clear()],
                "reward_ids": [
                    Command.clear(),
                    Command.create({"discount_mode": "per_point", "discount": 1}),
                ],
            }
        )
        card = self.env["loyalty.card"].create(
            {"program_id": program.id, "partner_id": self.partner.id, "points": 500}
        )
        quote = self.quote.with_env(self.env)
        quote._apply_program_reward(program.reward_ids, card)
        payment = quote.order_line.filtered("coupon_id")
        self.assertEqual(payment.price_total, -500)
        self.assertEqual((quote.tech_approval_state, quote.tech_given_discount), ("none", 0))
        payment.points_cost = 1
        self.assertEqual(quote.tech_approval_state, "needed")
        for act in (self.quote.action_quotation_send, self.quote.action_quotation_sent):
            with self.assertRaisesRegex(UserError, "beyond the limits"):
                act()  # a confirmation lets Odoo reckon the points anew: nothing is left to hide
        with self.assertRaisesRegex(UserError, "beyond the limits"):
            self.quote.write({"state": "sale"})
        payment.points_cost = 500
        self.assertEqual(quote.tech_approval_state, "none")

    def test_2_a_lower_price(self):
        self.quote.order_line.price_unit = 540
        self._assert_held_back(self.quote, 40)

    def test_3_a_price_given_at_creation_is_no_list_price(self):
        quote = (
            self.env["sale.order"]
            .with_user(self.seller)
            .create(
                {
                    "partner_id": self.partner.id,
                    "user_id": self.seller.id,
                    "order_line": [
                        Command.create({"product_id": self.product.id, "price_unit": 660}),
                    ],
                }
            )
        )
        self._assert_held_back(quote, 26.67)

    def test_4_a_technical_price_forged_beside_the_price(self):
        self.quote.order_line.write({"price_unit": 500, "technical_price_unit": 500})
        self._assert_held_back(self.quote, 44.44)

    def test_5_a_negative_line(self):
        self._add(product_id=self.service.id, price_unit=-360, product_uom_qty=1)
        self._assert_held_back(self.quote, 40)

    def test_6_a_negative_quantity(self):
        self._add(product_id=self.service.id, price_unit=360, product_uom_qty=-1)
        self._assert_held_back(self.quote, 40)

    def test_7_a_global_discount(self):
        wizard = (
            self.env["sale.order.discount"]
            .with_user(self.seller)
            .create(
                {
                    "sale_order_id": self.quote.id,
                    "discount_type": "so_discount",
                    "discount_percentage": 0.4,
                }
            )
        )
        wizard.sudo().action_apply_discount()
        self.quote.invalidate_recordset()
        self._assert_held_back(self.quote, 40)

    def test_8_a_promotion_that_the_seller_chooses(self):
        quote = self._create_promoted_quote().with_user(self.seller)
        self.assertEqual((quote.tech_given_discount, quote.tech_approval_state), (10, "none"))
        quote.order_line.filtered("product_id.tech_family_id").discount = 30
        self.assertGreater(quote.tech_given_discount, 30)
        self._assert_held_back(quote)

    def test_9_another_price_list_chosen_for_this_quote(self):
        cheap = self.env["product.pricelist"].create(
            {
                "name": "Friends",
                "item_ids": [
                    Command.create({"compute_price": "percentage", "percent_price": 50}),
                ],
            }
        )
        self.quote.pricelist_id = cheap
        self.quote.action_update_prices()
        self._assert_held_back(self.quote, 50)

    def test_10_another_unit_for_the_same_price(self):
        self.quote.order_line.write({"product_uom_id": self.dozen.id, "price_unit": 900})
        self.assertGreater(self.quote.tech_given_discount, 90)
        self._assert_held_back(self.quote)

    def test_11_taxes_that_turn_a_net_price_into_a_gross_one(self):
        included = self.env["account.tax"].create(
            {"name": "Included 50", "amount": 50, "price_include_override": "tax_included"}
        )
        self.quote.order_line.tax_ids = included
        self._assert_held_back(self.quote, 33.33)

    def test_12_another_currency_for_the_same_figures(self):
        weak = self.env["res.currency"].create(
            {
                "name": "WEK",
                "symbol": "W",
                "rate_ids": [Command.create({"name": "2020-01-01", "rate": 4})],
            }
        )
        price_list = self.env["product.pricelist"].create(
            {"name": "Weak", "currency_id": weak.id, "company_id": False}
        )
        self.quote.pricelist_id = price_list
        self.quote.order_line.price_unit = 900
        self.assertGreater(self.quote.tech_given_discount, 70)
        self._assert_held_back(self.quote)

    def test_13_an_approval_for_another_unit_or_tax_holds_no_more(self):
        self.quote.order_line.write({"product_uom_qty": 6, "price_unit": 600})
        self.quote.with_user(self.manager).action_tech_approve()
        self.quote.invalidate_recordset()
        self.assertEqual(self.quote.tech_approval_state, "approved")
        self.quote.order_line.write({"product_uom_id": self.dozen.id, "price_unit": 600})
        self._assert_held_back(self.quote)

    def test_14_a_born_order(self):
        for state in ("sent", "sale"):
            vals = {
                "partner_id": self.partner.id,
                "state": state,
                "order_line": [Command.create({"product_id": self.product.id, "price_unit": 100})],
            }
            with self.subTest(state=state), self.assertRaisesRegex(UserError, "beyond the limits"):
                self.env["sale.order"].with_user(self.seller).create(vals)

    def test_15_a_change_after_the_confirmation(self):
        self.quote.action_confirm()
        with self.assertRaises(UserError):
            self.quote.order_line.discount = 40
        with self.assertRaises(UserError):
            self._add(product_id=self.service.id, price_unit=-360)
        self.quote.order_line.discount = 10
        self.quote.with_user(self.manager).order_line.discount = 40

    def test_16_mass_confirmation_stops_at_the_held_back_one(self):
        fine = self._create_quote(self.light).with_user(self.seller)
        self.quote.order_line.discount = 40
        with self.assertRaisesRegex(UserError, self.quote.name):
            (fine | self.quote).action_confirm()

    def test_17_a_customer_neither_signs_nor_pays_nor_confirms(self):
        self.quote.action_quotation_sent()
        self.quote.order_line.discount = 40
        order = self.quote.sudo()
        self.assertFalse(order._has_to_be_signed())
        self.assertFalse(order._has_to_be_paid())
        with self.assertRaisesRegex(UserError, "beyond the limits"):
            order.action_confirm()

    def test_18_a_completed_payment_is_booked_and_confirms_nothing(self):
        self.quote.action_quotation_sent()
        self.quote.order_line.discount = 40
        payment = self._pay(self.quote)
        payment._check_amount_and_confirm_order()
        self.assertEqual(self.quote.state, "sent")
        told = self.quote.sudo().activity_ids.filtered(
            lambda one: "held back" in (one.summary or "")
        )
        self.assertEqual(told.user_id, self.seller)

    def _pay(self, quote):
        provider = self.env["payment.provider"].create({"name": "Test", "code": "none"})
        method = self.env["payment.method"].create({"name": "Test", "code": "tech_test"})
        return self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "reference": f"pay-{quote.id}",
                "amount": quote.amount_total,
                "currency_id": quote.currency_id.id,
                "partner_id": quote.partner_id.id,
                "sale_order_ids": [Command.set(quote.ids)],
                "state": "done",
            }
        )

    def test_19_nobody_writes_approvals_versions_or_promises(self):
        self.quote.action_quotation_sent()
        for name in GUARDED:
            for value in (False, "x"):
                with self.subTest(name=name), self.assertRaises(AccessError):
                    self.quote.write({name: value})
        for value in (False, {}, {"values": []}):
            with self.subTest(value=value), self.assertRaises(AccessError):
                self.quote.order_line.tech_spec_snapshot = value
        for name in ("tech_spec_snapshot", "tech_origin_line_id"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                self._add(product_id=self.product.id, **{name: self.quote.order_line.id})

    def test_19_no_default_of_ones_own_writes_them_either(self):
        forged = {
            "tech_approval_key": "x",
            "tech_sent_key": "x",
            "tech_sent_document": {"total": "1"},
            "tech_sent_on": "2020-01-01",
            "tech_answered_on": "2020-01-02",
            "tech_approved_by_id": self.manager.id,
            "tech_refusal_key": "x",
            "tech_revision": 7,
            "tech_root_id": self.quote.id,
            "tech_previous_id": self.quote.id,
            "tech_superseded_by_id": self.quote.id,
            "tech_quote_state": "accepted",
            "tech_is_held": True,
        }
        frozen = {"tech_spec_snapshot": {"v": 1}, "tech_origin_line_id": self.quote.order_line.id}
        installed = {"tech_spec_snapshot": {"v": 1}}
        defaults = self.env["ir.default"].with_user(self.seller)
        for model, values in (
            ("sale.order", forged),
            ("sale.order.line", frozen),
            ("tech.installed", installed),
            ("account.move.line", installed),
        ):
            for name, value in values.items():
                defaults.set(model, name, value, user_id=True)
        orders = self.env["sale.order"].with_user(self.seller)
        context = {f"default_{name}": value for name, value in forged.items()}
        for place in (orders, orders.with_context(**context)):
            order = place.create(
                {
                    "partner_id": self.partner.id,
                    "order_line": [Command.create({"product_id": self.product.id})],
                }
            ).sudo()
            for name in forged:
                expected = {"tech_revision": 1, "tech_quote_state": "draft"}.get(name, False)
                self.assertEqual(order[name] or False, expected, name)
            self.assertFalse(order.order_line.tech_spec_snapshot)
            self.assertFalse(order.order_line.tech_origin_line_id)
        kept = {"partner_id": self.partner.id, "product_id": self.product.id}
        self.assertFalse(
            self.env["tech.installed"].with_user(self.seller).create(kept).tech_spec_snapshot
        )
        with self.assertRaises(AccessError):
            self.env["tech.installed"].with_user(self.seller).create(kept | installed)

    def test_20_a_cost_typed_too_low_hides_no_loss(self):
        self.env.company.write({"tech_discount_limit": 0, "tech_margin_limit": 20})
        self.quote.order_line.write({"price_unit": 650, "purchase_price": 1})
        self.assertIn("Margin of 7.69", self.quote.tech_limit_text)
        self._assert_held_back(self.quote)

    def test_21_a_total_written_beside_the_price(self):
        self.quote.order_line.price_unit = 540
        self.quote.order_line.write({"price_subtotal": 900, "price_total": 900})
        self.env.flush_all()
        self._assert_held_back(self.quote, 40)

    def test_22_a_date_at_which_the_list_was_lower(self):
        self.partner.property_product_pricelist = self.env["product.pricelist"].create(
            {
                "name": "Sale of 2020",
                "item_ids": [
                    Command.create(
                        {
                            "compute_price": "percentage",
                            "percent_price": 50,
                            "date_end": "2020-12-31 23:00:00",
                        }
                    )
                ],
            }
        )
        self.quote.date_order = "2020-06-01"
        self.quote.order_line.price_unit = 450
        self._assert_held_back(self.quote, 50)

    def test_23_a_customers_price_list_chosen_by_the_seller(self):
        _default, cheap = self.env["product.pricelist"].create(
            [{"name": "Everybody", "sequence": 1}, {"name": "Friends", "sequence": 99}]
        )
        customer = self.partner.with_user(self.seller)
        for name in ("property_product_pricelist", "specific_property_product_pricelist"):
            with self.subTest(name=name), self.assertRaisesRegex(AccessError, "price list"):
                customer.write({name: cheap.id})
            with self.subTest(name=name), self.assertRaisesRegex(AccessError, "price list"):
                customer.create({"name": "New friend", name: cheap.id})
        customer.write({"property_product_pricelist": customer.property_product_pricelist.id})
        customer.create({"name": "As anybody", "property_product_pricelist": False})
        self.partner.with_user(self.manager).property_product_pricelist = cheap
        self.env.company.tech_discount_limit = 0
        customer.property_product_pricelist = self.env["product.pricelist"].create({"name": "X"})

    def test_24_an_order_that_calls_itself_one_of_the_shop(self):
        self.quote.order_line.discount = 40
        marks = ("client_order_ref",)  # stands for the mark of a shop that is not installed here
        with (
            patch.object(sale_order_trade, "OTHER_TRADES", marks),
            patch.object(sale_order_approval, "TRADES_OF_OTHERS", marks),
        ):
            with self.assertRaisesRegex(AccessError, "by the shop itself"):
                self.quote.client_order_ref = "website"
            self._assert_held_back(self.quote, 40)
            self.quote.sudo().client_order_ref = "website"
            self.env.invalidate_all()
            self.assertFalse(self.quote._tech_get_limit_breaches())

    def test_25_prices_written_together_with_the_state(self):
        line = Command.update(self.quote.order_line.id, {"discount": 60})
        for state in ("sent", "sale"):
            with self.subTest(state=state), self.assertRaises(UserError) as refused:
                self.quote.write({"state": state, "order_line": [line]})
            self.assertIn("beyond the limits", str(refused.exception))
        self.env.invalidate_all()
        self.assertEqual((self.quote.state, self.quote.order_line.discount), ("draft", 0))

    def test_26_a_cancelled_quote_is_confirmed_by_no_other_road(self):
        self.quote.action_quotation_sent()
        self.quote.action_cancel()
        self.quote.order_line.discount = 60
        for state in ("sent", "sale"):
            with self.subTest(state=state), self.assertRaisesRegex(UserError, "beyond the limits"):
                self.quote.write({"state": state})

    def test_a_customers_own_price_list_is_no_discount(self):
        own = self.env["product.pricelist"].create(
            {
                "name": "Installers",
                "item_ids": [
                    Command.create({"compute_price": "percentage", "percent_price": 30}),
                ],
            }
        )
        self.partner.property_product_pricelist = own
        quote = self._create_quote(self.strong)
        self.assertAlmostEqual(quote.amount_untaxed, 630)
        self.assertEqual((quote.tech_given_discount, quote.tech_approval_state), (0, "none"))

    def test_an_unchanged_revision_of_an_approved_quote_needs_no_second_approval(self):
        self.quote.order_line.discount = 40
        self.quote.with_user(self.manager).action_tech_approve()
        self.quote.action_quotation_sent()
        second = self.quote.browse(self.quote.action_tech_revise()["res_id"])
        self.assertEqual(second.tech_approval_state, "approved")
        second.order_line.discount = 41
        self.assertEqual(second.tech_approval_state, "needed")

    def test_a_refusal_goes_back_to_the_seller_with_its_reason(self):
        self.quote.order_line.discount = 40
        self.quote.action_tech_request_approval()
        wizard = self.env["tech.approval.refusal"].with_user(self.manager)
        wizard.create({"order_id": self.quote.id, "reason": "12 % at most"}).action_refuse()
        self.quote.invalidate_recordset()
        self.assertEqual(self.quote.tech_approval_state, "refused")
        activity = self.quote.sudo().activity_ids
        self.assertEqual((activity.user_id, "12 %" in str(activity.note)), (self.seller, True))
        with self.assertRaisesRegex(UserError, "12 % at most"):
            self.quote.action_quotation_sent()
        self.quote.order_line.discount = 12
        self.assertEqual(self.quote.tech_approval_state, "none")

    def test_nobody_decides_about_his_own_quote_where_four_eyes_are_asked(self):
        boss = new_test_user(self.env, "tech_boss", "sales_team.group_sale_manager")
        own = self._create_quote(self.strong, user_id=boss.id).with_user(boss)
        own.order_line.discount = 40
        with self.assertRaisesRegex(AccessError, "your own quote"):
            own.action_tech_approve()
        self.env.company.tech_four_eyes = False
        own.action_tech_approve()
        self.assertEqual(own.tech_approval_state, "approved")

    def test_margins_are_internal(self):
        portal = new_test_user(self.env, "tech_buyer", "base.group_portal")
        portal.partner_id.parent_id = self.partner
        self.quote.action_quotation_sent()
        line = self.quote.order_line
        fields = ((self.quote, "margin"), (self.quote, "margin_percent"), (line, "purchase_price"))
        for record, name in fields:
            with self.subTest(name=name), self.assertRaises(AccessError):
                record.with_user(portal).read([name])

    def test_a_price_that_includes_its_tax_is_explained_and_judged_net(self):
        tax = self.env["account.tax"].create(
            {"name": "Included 20", "amount": 20, "price_include_override": "tax_included"}
        )
        gate = self._create_motor(
            "Gate", texts={self.torque: "9"}, list_price=60, standard_price=40, taxes_id=tax.ids
        )
        quote = self._create_quote(gate)
        self.assertAlmostEqual(quote.order_line._tech_get_price_trace()[-1]["amount"], 50, 2)
        self.assertEqual(quote.tech_given_discount, 0)
        need = self._create_need((self.torque, "ge", "8"))
        need.action_match()
        found = need.candidate_ids.filtered(lambda one: one.product_id.product_tmpl_id == gate)
        self.assertEqual(found.margin_percent, 20)
