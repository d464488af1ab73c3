import runpy
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.modules.module import get_module_path
from odoo.tests import new_test_user, tagged

from odoo.addons.shop_promotion.core.writer import Promotions
from odoo.addons.shop_sync.core.errors import TransientError
from odoo.addons.shop_sync.tests.common import ShopSyncCommon


class CampaignCommon(ShopSyncCommon):
    def setUp(self):
        super().setUp()
        self.rows, self.products = [], self.env["product.product"]
        for number in range(3):
            row, product = self._product(f"MOT-{number}", price=100 + number)
            product.standard_price = 50
            self.rows.append(row)
            self.products |= product
        self._start()
        self._synchronise()
        self.now = fields.Datetime.now()
        self.today = self.channel._get_local_day()

    def _campaign(self, *lines, **vals):
        lines = lines or ({"kind": "percent", "value": 10},)
        templates = [(6, 0, self.products.product_tmpl_id.ids)]
        return self.env["shop.campaign"].create(
            {
                "name": "Soldes",
                "channel_ids": [(6, 0, self.channel.ids)],
                "date_from": self.now - timedelta(days=1),
                "date_to": self.now + timedelta(days=5),
                "law_reason": "Neuf au catalogue",
                "line_ids": [
                    (0, 0, ({} if line.get("code") else {"product_tmpl_ids": templates}) | line)
                    for line in lines
                ],
            }
            | vals
        )

    def _run(self, campaign):
        campaign.action_preview()
        campaign.action_start()
        self._synchronise()
        return campaign

    def _specials(self):
        return list(self.store.tables["specific_prices"].rows.values())

    def _vouchers(self):
        return list(self.store.tables["cart_rules"].rows.values())


@tagged("post_install", "-at_install")
class TestCampaign(CampaignCommon):
    """Seen before it starts, checked against the shop's own price, gone without a trace."""

    def test_products_by_rule_among_categories_beside_chosen_ones(self):
        first, second, third = self.products
        family = self.env["product.category"].create({"name": "Moteurs"})
        (first | second).categ_id = family
        first.default_code = third.default_code = "FAAC"
        line = self._campaign({"kind": "percent", "value": 10, "product_tmpl_ids": False}).line_ids
        line.product_domain = "[('default_code', '=', 'FAAC')]"
        self.assertEqual(line._get_products(), first | third)
        line.categ_ids = family
        self.assertEqual(line._get_products(), first)
        line.product_tmpl_ids = second.product_tmpl_id
        self.assertEqual(line._get_products(), first | second)
        line.categ_ids = False
        line.product_domain = False
        self.assertEqual(line._get_products(), second)
        line.campaign_id.action_preview()
        self.assertEqual(line.campaign_id.rule_ids.product_id, second)

    def test_a_rule_that_cannot_be_read_or_asks_for_secrets_is_refused(self):
        line = self._campaign().line_ids
        for rule in ("[('nothing', '=', 1)]", "__import__('os')", "[('name'", "7"):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                line.product_domain = rule
        manager = new_test_user(
            self.env,
            "rule_manager",
            "shop_sync.group_shop_sync_manager,sales_team.group_sale_manager",
        )
        line.with_user(manager).product_domain = "[('default_code', '=', 'FAAC')]"
        with self.assertRaises(AccessError), self.cr.savepoint():
            line.with_user(manager).product_domain = "[('create_uid.totp_secret', 'like', 'A%')]"

    def test_the_preview_shows_each_price_and_sends_nothing(self):
        campaign = self._campaign()
        self.shop.forget()
        campaign.action_preview()
        rules = campaign.rule_ids
        self.assertEqual(rules.mapped("price_before"), [120.0, 121.2, 122.4])
        self.assertEqual(rules.mapped("price_after"), [108.0, 109.08, 110.16])
        self.assertAlmostEqual(rules[0].margin, 40)
        self.assertEqual(self.shop.requests("POST", "PATCH", "PUT", "DELETE"), 0)
        self._synchronise()
        self.assertFalse(self._specials())

    def test_it_starts_is_checked_and_leaves_nothing(self):
        campaign = self._run(self._campaign())
        self.assertEqual(len(self._specials()), 3)
        self.assertEqual(set(campaign.rule_ids.mapped("state")), {"there"})
        self.assertEqual(campaign.rule_ids.mapped("checked_price"), [108.0, 109.08, 110.16])
        self.assertFalse(campaign.error_count)
        self.shop.forget()
        self._synchronise()
        self.assertEqual(self.shop.requests("POST", "PATCH", "PUT", "DELETE"), 0)
        campaign.action_pause()
        self._synchronise()
        self.assertFalse(self._specials())
        campaign.action_start()
        self._synchronise()
        self.assertEqual(len(self._specials()), 3)
        campaign.action_end()
        self._synchronise()
        self.assertFalse(self._specials())
        self.assertEqual(set(campaign.rule_ids.mapped("state")), {"gone"})

    def test_dates_are_those_of_the_shops_clock(self):
        campaign = self._campaign(date_from="2026-12-24 23:00:00", date_to="2099-01-01 22:59:59")
        self._run(campaign)
        self.assertEqual({row["from"] for row in self._specials()}, {"2026-12-25 00:00:00"})
        self.assertEqual(
            campaign.rule_ids.mapped("checked_price"), [0, 0, 0], "it has not begun yet"
        )

    def test_quantity_steps_and_groups(self):
        campaign = self._run(
            self._campaign(
                {"kind": "percent", "value": 10},
                {"kind": "percent", "value": 20, "from_quantity": 5},
                {"kind": "percent", "value": 5, "from_quantity": 9},
                {"kind": "fixed", "value": 60, "group_name": "visiteur"},
            )
        )
        places = {(row["id_group"], row["from_quantity"]) for row in self._specials()}
        self.assertEqual(places, {("0", "1"), ("0", "5"), ("1", "1")})
        self.assertFalse(
            campaign.rule_ids.filtered(lambda rule: rule.error_code and rule.group_key == "1")
        )

    def test_mechanics_without_effect_are_told(self):
        campaign = self._campaign(
            {"kind": "percent", "value": 30}, {"kind": "percent", "value": 5, "from_quantity": 5}
        )
        campaign.action_preview()
        self.assertIn("without effect", campaign.message_ids[0].body)
        self.assertEqual(len(campaign.rule_ids), 3)

    def test_another_reduction_in_the_shop_is_seen(self):
        self.store.insert(
            "specific_prices",
            id_product=str(self.rows[0]["id"]),
            id_product_attribute="0",
            id_group="1",
            from_quantity="1",
            price="-1",
            reduction="0.5",
            reduction_tax="1",
            reduction_type="percentage",
        )
        campaign = self._run(self._campaign())
        rule = campaign.rule_ids[0]
        self.assertIn("60.00", rule.error_text)
        campaign.action_end()
        self._synchronise()
        self.assertEqual(len(self._specials()), 1, "what is not ours stays")

    def test_cut_answers_double_nothing_and_leave_nothing(self):
        campaign = self._campaign()
        campaign.action_preview()
        campaign.action_start()
        self.shop.faults.cut_writes = 1.0
        self._synchronise()
        self.shop.faults.cut_writes = 0.0
        self.channel.open_until = False
        self._synchronise()
        self.assertEqual(len(self._specials()), 3)
        self.assertEqual(set(campaign.rule_ids.mapped("state")), {"there"})
        campaign.action_end()
        self.shop.faults.cut_writes = 1.0
        self._synchronise()
        self.shop.faults.cut_writes = 0.0
        self.channel.open_until = False
        self._synchronise()
        self.assertFalse(self._specials())
        self.assertEqual(set(campaign.rule_ids.mapped("state")), {"gone"})

    def test_one_that_nobody_learnt_the_number_of_goes_too(self):
        campaign = self._run(self._campaign())
        campaign.rule_ids.external_key = False
        campaign.action_end()
        self._synchronise()
        self.assertFalse(self._specials())

    def test_its_time_is_over(self):
        campaign = self._run(self._campaign())
        campaign.env.cr.execute(
            "UPDATE shop_campaign SET date_to = %s WHERE id = %s",
            (self.now - timedelta(minutes=1), campaign.id),
        )
        campaign.invalidate_recordset()
        self.env["shop.campaign"]._cron_end()
        self._synchronise()
        self.assertEqual((campaign.state, self._specials()), ("ended", []))

    def test_vouchers_come_once_and_go(self):
        campaign = self._campaign(
            {"kind": "percent", "value": 10, "code": "NOEL10"},
            {"kind": "shipping", "value": 0, "code": "PORT"},
        )
        self._run(campaign)
        self.assertEqual({row["code"] for row in self._vouchers()}, {"NOEL10", "PORT"})
        self._synchronise()
        self.assertEqual(len(self._vouchers()), 2)
        campaign.action_end()
        self._synchronise()
        self.assertFalse(self._vouchers())

    def _start_voucher(self, **values):
        campaign = self._campaign({"kind": "percent", "value": 10, "code": "NOEL10"}, **values)
        campaign.action_preview()
        campaign.action_start()
        return campaign

    def test_a_fault_of_the_network_leaves_no_voucher_out(self):
        campaign = self._start_voucher()
        with patch.object(Promotions, "save_voucher", side_effect=TransientError("timeout")):
            self._synchronise()
        self.assertFalse(self._vouchers())
        self.channel.open_until = False
        self._synchronise()
        self.assertEqual([row["code"] for row in self._vouchers()], ["NOEL10"])
        self.assertFalse(self.channel.vouchers_asked)
        campaign.action_end()
        self._synchronise()
        self.assertFalse(self._vouchers())

    def test_a_lost_answer_doubles_no_voucher_and_leaves_none(self):
        """The shop made it, and nobody learnt its number: it is known by its name and dates."""
        made = Promotions.save_voucher

        def lose(promotions, row, again=False):
            made(promotions, row, again)
            raise TransientError("timeout")

        campaign = self._start_voucher()
        with patch.object(Promotions, "save_voucher", lose):
            self._synchronise()
        self.assertEqual(len(self._vouchers()), 1)
        self.channel.open_until = False
        self._synchronise()
        self.assertEqual(len(self._vouchers()), 1)
        campaign.action_pause()
        self._synchronise()
        campaign.action_start()
        with patch.object(Promotions, "save_voucher", lose):
            self._synchronise()
        self.channel.open_until = False
        campaign.action_end()
        self._synchronise()
        self.assertFalse(self._vouchers())

    def test_a_voucher_of_the_shop_with_the_same_code_stays(self):
        self.store.insert(
            "cart_rules",
            code="NOEL10",
            name="Noël",
            date_from="2026-01-01 00:00:00",
            date_to="2099-01-01 00:00:00",
            reduction_percent="50",
        )
        campaign = self._start_voucher()
        self._synchronise()
        self._synchronise()
        told = campaign.message_ids.filtered(lambda m: "NOEL10" in (m.body or ""))
        self.assertEqual(len(told), 1, "once")
        self.assertIn("voucher of its own", told.body)
        campaign.action_end()
        self._synchronise()
        self.assertEqual([row["reduction_percent"] for row in self._vouchers()], ["50"])
        self.assertFalse(self.channel.vouchers_asked)

    def test_prepared_again_its_voucher_is_a_new_one(self):
        campaign = self._start_voucher()
        self._synchronise()
        campaign.action_end()
        with self.assertRaisesRegex(UserError, "not gone"):
            campaign.action_again()
        after = self._start_voucher(name="Suite", date_to=self.now + timedelta(days=50))
        self._synchronise()
        ends = self.channel._get_local_text(after.date_to)
        self.assertEqual([row["date_to"] for row in self._vouchers()], [ends], "not that of before")
        after.action_end()
        self._synchronise()
        campaign.action_again()
        self.assertEqual(campaign.state, "draft")

    def test_vouchers_of_the_release_before_are_found_by_what_they_were_asked_with(self):
        campaign = self._start_voucher()
        self._synchronise()
        self.channel.write({"vouchers_there": ["NOEL10", "GONE"], "vouchers_asked": False})
        path = Path(get_module_path("shop_promotion"), "migrations/19.0.1.0.1/post-migrate.py")
        runpy.run_path(str(path))["migrate"](self.env.cr, "19.0.1.0.0")
        self._synchronise()
        self.assertEqual(list(self.channel.vouchers_there), ["NOEL10"])
        campaign.action_end()
        self._synchronise()
        self.assertFalse(self._vouchers())

    def test_what_a_shop_would_take_without_a_word_is_refused_here(self):
        for line in (
            {"kind": "percent", "value": 150},
            {"kind": "amount", "value": 0},
            {"kind": "shipping", "value": 0},
            {"kind": "fixed", "value": 5, "code": "X"},
        ):
            with self.assertRaises(ValidationError):
                self._campaign(line)
        self._campaign({"kind": "percent", "value": 5, "code": "DOUBLE"})
        with self.assertRaises(ValidationError):
            self._campaign({"kind": "percent", "value": 6, "code": "double"})

    def test_what_stands_in_the_shops_is_not_changed(self):
        campaign = self._run(self._campaign())
        with self.assertRaises(ValidationError):
            campaign.date_to = self.now + timedelta(days=9)
        with self.assertRaises(ValidationError):
            campaign.line_ids.value = 50
        with self.assertRaises(ValidationError):
            campaign.line_ids.unlink()
        with self.assertRaises(UserError):
            campaign.unlink()
        with self.assertRaises(UserError):
            campaign.state = "draft"

    def test_who_may(self):
        campaign = self._campaign()
        reader = new_test_user(self.env, "seller", "sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            campaign.with_user(reader).action_preview()
        with self.assertRaises(AccessError):
            campaign.with_user(reader).action_start()
        user = new_test_user(self.env, "promoter", "shop_sync.group_shop_sync_user")
        campaign.with_user(user).action_preview()
        campaign.with_user(user).action_start()
        self.assertEqual(campaign.state, "running")
        with self.assertRaises(AccessError):
            campaign.rule_ids.with_user(user).write({"state": "gone"})

    def test_figures_of_what_it_sold(self):
        campaign = self._run(self._campaign())
        self.store.stock_of(self.rows[0]["id"])["quantity"] = "9"
        key = self._sell(self.rows[0], 2, state=2)
        self._synchronise()
        order = self._order_of(key)
        order.date_order = self.now
        campaign.invalidate_recordset()
        self.assertEqual(campaign.sold_count, 2)
        self.assertAlmostEqual(
            campaign.sold_amount,
            sum(
                line.price_total for line in order.order_line if line.product_id == self.products[0]
            ),
        )


@tagged("post_install", "-at_install")
class TestCampaignOldShop(TestCampaign):
    allow_inherited_tests_method = True
    version = "1.6.1.24"
