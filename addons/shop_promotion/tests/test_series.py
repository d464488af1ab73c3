from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.shop_promotion.core.writer import Promotions
from odoo.addons.shop_sync.core.errors import DataError, TransientError
from odoo.addons.shop_sync.tests.common import ShopSyncCommon

from .test_campaign import CampaignCommon


class SeriesCommon(CampaignCommon):
    def _series(self, count=5, **line):
        return self._campaign(
            {"kind": "amount", "value": 10, "code": "Merci", "series_count": count} | line
        )

    def _codes(self, campaign):
        return campaign.line_ids.code_ids

    def _use(self, code):
        """A customer orders with it; the shop counts down."""
        row = next(row for row in self._vouchers() if row["code"] == code)
        row["quantity"] = "0"


@tagged("post_install", "-at_install")
class TestSeries(SeriesCommon):
    """Codes that nobody guesses: each good for one use, none doubled, none left behind."""

    def test_each_code_is_a_voucher_for_one_use(self):
        campaign = self._series()
        campaign.action_preview()
        codes = self._codes(campaign).mapped("code")
        self.assertEqual((len(set(codes)), {code[:6] for code in codes}), (5, {"MERCI-"}))
        self._synchronise()
        self.assertFalse(self._vouchers(), "the preview sends nothing")
        campaign.action_start()
        self._synchronise()
        rows = self._vouchers()
        self.assertEqual(sorted(row["code"] for row in rows), sorted(codes))
        self.assertEqual({row["quantity"] for row in rows}, {"1"})
        self.assertEqual({row["reduction_amount"] for row in rows}, {"10.00"})
        self.assertEqual(set(self._codes(campaign).mapped("state")), {"there"})
        self.shop.forget()
        self._synchronise()
        self.assertEqual(self.shop.requests("POST", "PATCH", "PUT", "DELETE"), 0)

    def test_of_an_ended_campaign_no_card_is_printed(self):
        campaign = self._run(self._series())
        self.assertTrue(campaign._get_cards())
        campaign.action_end()
        self.assertEqual(campaign._get_cards(), [])

    def test_pause_takes_them_away_and_what_was_used_does_not_come_back(self):
        campaign = self._run(self._series())
        first = self._codes(campaign)[0]
        self._use(first.code)
        campaign.action_pause()
        self._synchronise()
        self.assertFalse(self._vouchers())
        self.assertEqual(self._codes(campaign).filtered("used"), first)
        cards = [code for row in campaign._get_cards() for code in row]
        self.assertEqual(set(cards), set(self._codes(campaign) - first))
        campaign.action_start()
        self._synchronise()
        self.assertEqual(len(self._vouchers()), 4)
        self.assertNotIn(first.code, [row["code"] for row in self._vouchers()])
        campaign.action_end()
        self._synchronise()
        self.assertFalse(self._vouchers())
        self.assertEqual(set(self._codes(campaign).mapped("state")), {"gone"})
        campaign.invalidate_recordset()
        self.assertEqual((campaign.code_used_count, campaign.code_count), (1, 5))

    def test_a_used_one_stays_used_when_the_answer_to_its_end_is_lost(self):
        campaign = self._run(self._series())
        first = self._codes(campaign)[0]
        self._use(first.code)
        removed = Promotions.remove_series

        def lose(promotions, codes):
            removed(promotions, codes)
            raise TransientError("timeout")

        campaign.action_pause()
        with patch.object(Promotions, "remove_series", lose):
            self._synchronise()
        self.assertFalse(self._vouchers())
        self.channel.open_until = False
        self._synchronise()
        campaign.action_start()
        self._synchronise()
        self.assertEqual(len(self._vouchers()), 4)
        self.assertNotIn(first.code, [row["code"] for row in self._vouchers()])

    def test_what_is_no_series_any_more_brings_no_code(self):
        campaign = self._series()
        campaign.action_preview()
        self.assertEqual(len(self._codes(campaign)), 5)
        campaign.line_ids.series_count = 0
        campaign.action_preview()
        campaign.action_start()
        self._synchronise()
        self.assertFalse(self._codes(campaign))
        self.assertEqual([row["code"] for row in self._vouchers()], ["Merci"])

    def test_a_prefix_that_a_filter_misreads_is_refused(self):
        for prefix in ("[NOEL]", "NOEL|VIP", "A,B"):
            with self.assertRaises(ValidationError):
                self._series(code=prefix)

    def test_which_are_used_is_asked_once_a_day_and_on_demand(self):
        campaign = self._run(self._series())
        self.assertEqual(self.channel.codes_read_on, self.channel._get_local_day())
        code = self._codes(campaign)[2]
        self._use(code.code)
        self._synchronise()
        self.assertFalse(code.used)
        campaign.action_read_codes()
        self._synchronise()
        self.assertEqual(self._codes(campaign).filtered("used"), code)
        self.assertEqual(code.state, "there")

    def test_a_server_that_is_killed_between_codes_doubles_none(self):
        made = Promotions.save_series

        def lose(promotions, rows):
            made(promotions, rows[:3])
            raise TransientError("timeout")

        campaign = self._series()
        campaign.action_preview()
        campaign.action_start()
        with patch.object(Promotions, "save_series", lose):
            self._synchronise()
        self.assertEqual(len(self._vouchers()), 3)
        self.assertEqual(set(self._codes(campaign).mapped("state")), {"to_send"})
        self.channel.open_until = False
        self._synchronise()
        self.assertEqual(len({row["code"] for row in self._vouchers()}), 5)
        self.assertEqual(len(self._vouchers()), 5)

    def test_one_that_nobody_learnt_of_goes_too(self):
        campaign = self._series()
        campaign.action_preview()
        campaign.action_start()
        made = Promotions.save_series

        def lose(promotions, rows):
            made(promotions, rows)
            raise TransientError("timeout")

        with patch.object(Promotions, "save_series", lose):
            self._synchronise()
        self.assertEqual(len(self._vouchers()), 5)
        self.channel.open_until = False
        campaign.action_end()
        self._synchronise()
        self.assertFalse(self._vouchers())

    def test_a_cut_answer_doubles_none(self):
        campaign = self._series()
        campaign.action_preview()
        campaign.action_start()
        self.shop.faults.cut_writes = 1.0
        self._synchronise()
        self.shop.faults.cut_writes = 0.0
        self.channel.open_until = False
        self._synchronise()
        self.assertEqual(len(self._vouchers()), 5)
        self.assertEqual(set(self._codes(campaign).mapped("state")), {"there"})

    def test_one_that_is_refused_is_told_alone(self):
        campaign = self._series()
        campaign.action_preview()
        campaign.action_start()
        bad = self._codes(campaign)[1]
        made = Promotions._post_series

        def refuse(promotions, rows, errors):
            if bad.code in [row["code"] for row in rows]:
                errors[bad.code] = DataError("server_refused")
            made(promotions, [row for row in rows if row["code"] != bad.code], errors)

        with patch.object(Promotions, "_post_series", refuse):
            self._synchronise()
        self.assertEqual((bad.state, bad.error_code), ("to_send", "server_refused"))
        self.assertEqual(len(self._vouchers()), 4)

    def test_the_number_follows_what_is_asked_for(self):
        campaign = self._series()
        campaign.action_preview()
        before = self._codes(campaign)
        campaign.line_ids.series_count = 7
        campaign.action_preview()
        self.assertEqual(len(self._codes(campaign)), 7)
        self.assertLessEqual(before, self._codes(campaign))
        campaign.line_ids.series_count = 4
        campaign.action_preview()
        self.assertEqual(self._codes(campaign), before[:4])
        campaign.action_start()
        with self.assertRaises(ValidationError):
            campaign.line_ids.series_count = 9
        self._synchronise()
        campaign.action_end()
        with self.assertRaisesRegex(UserError, "not gone"):
            campaign.action_again()
        self._synchronise()
        campaign.action_again()
        self.assertEqual(campaign.state, "draft")

    def test_a_gift_is_the_shops_own_product(self):
        gift = self.products[1]
        campaign = self._run(
            self._campaign(
                {"kind": "gift", "gift_id": gift.id, "code": "CADEAU"},
                {"kind": "gift", "gift_id": gift.id, "series_count": 2},
            )
        )
        rows = self._vouchers()
        self.assertEqual(len(rows), 3)
        self.assertEqual({row["gift_product"] for row in rows}, {str(self.rows[1]["id"])})
        self.assertEqual({row["gift_product_attribute"] for row in rows}, {"0"})
        campaign.action_end()
        self._synchronise()
        self.assertFalse(self._vouchers())

    def test_a_gift_that_a_shop_has_not_is_told(self):
        stranger = self.env["product.product"].create({"name": "Porte-clés"})
        campaign = self._run(
            self._campaign(
                {"kind": "gift", "gift_id": stranger.id, "code": "CADEAU"},
                {"kind": "gift", "gift_id": stranger.id, "series_count": 1},
            )
        )
        self.assertFalse(self._vouchers())
        self.assertIn("Porte-clés", self._codes(campaign).error_text)
        self.assertTrue(campaign.message_ids.filtered(lambda m: "Porte-clés" in (m.body or "")))

    def test_what_nobody_means_is_refused(self):
        for line in (
            {"kind": "gift", "code": "X"},
            {"kind": "gift", "gift_id": self.products[0].id},
            {"kind": "fixed", "value": 5, "series_count": 3},
        ):
            with self.assertRaises(ValidationError):
                self._campaign(line)
        # two series may begin alike
        self._series()
        self._series()

    def test_the_codes_are_for_the_shop_team_only(self):
        campaign = self._series(3)
        campaign.action_preview()
        team = new_test_user(self.env, "team", "base.group_user,shop_sync.group_shop_sync_user")
        seller = new_test_user(self.env, "seller", "sales_team.group_sale_salesman")
        table = campaign.with_user(team)._make_codes_csv().decode()
        self.assertEqual(len(table.strip().splitlines()), 4)
        self.assertIn(self._codes(campaign)[0].code, table)
        self.assertEqual(campaign.with_user(seller).code_count, 3)
        for action in (
            campaign.with_user(seller)._make_codes_csv,
            campaign.with_user(seller).action_print_codes,
        ):
            with self.assertRaises(AccessError):
                action()
        with self.assertRaises(AccessError):
            self._codes(campaign).with_user(team).write({"used": True})

    def test_the_paper_has_a_card_for_each(self):
        campaign = self._series(4, minimum_amount=100)
        campaign.action_preview()
        page = (
            self.env["ir.actions.report"]
            ._render_qweb_html("shop_promotion.report_codes", campaign.ids)[0]
            .decode()
        )
        for code in self._codes(campaign).mapped("code"):
            self.assertIn(code, page)


@tagged("post_install", "-at_install")
class TestSeriesFile(HttpCase, ShopSyncCommon):
    def test_the_table_is_downloaded(self):
        now = fields.Datetime.now()
        campaign = self.env["shop.campaign"].create(
            {
                "name": "Soldes",
                "channel_ids": [(6, 0, self.channel.ids)],
                "date_from": now,
                "date_to": now + timedelta(days=5),
                "line_ids": [(0, 0, {"kind": "amount", "value": 10, "series_count": 2})],
            }
        )
        campaign._prepare_codes()
        new_test_user(self.env, "team", "base.group_user,shop_sync.group_shop_sync_user")
        self.authenticate("team", "team")
        answer = self.url_open(f"/shop/campaign/{campaign.id}/codes")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Soldes.csv", answer.headers["Content-Disposition"])
        self.assertIn(campaign.line_ids.code_ids[0].code, answer.text)
        self.assertEqual(self.url_open("/shop/campaign/0/codes").status_code, 404)
