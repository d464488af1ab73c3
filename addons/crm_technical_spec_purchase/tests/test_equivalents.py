from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PurchaseSpecCommon


@tagged("post_install", "-at_install")
class TestEquivalents(PurchaseSpecCommon):
    def _open(self, line, user):
        action = line.with_user(user).action_tech_view_equivalents()
        return self.env["tech.equivalent"].with_user(user).browse(action["res_id"])

    def _choose(self, wizard, product):
        return wizard.line_ids.filtered(lambda line: line.product_id == product)

    def test_a_buyer_sees_what_replaces_the_article_and_why(self):
        wizard = self._open(self._request().order_line, self.buyer)
        self.assertEqual(
            [(line.product_id, line.tier) for line in wizard.line_ids],
            [(self.better, "0"), (self.same, "0"), (self.silent, "1"), (self.near, "2")],
            "what is there first, then what fits; never what fails",
        )
        best = self._choose(wizard, self.better)
        self.assertEqual((best.free_qty, best.is_enough, best.is_other_vendor), (8, True, True))
        self.assertIn("Atlantic Motors (3 days", best.vendors)
        self.assertIn("Atlantic Motors (20 days", wizard.vendors)
        self.assertNotIn("Rhône", wizard.vendors, "whom it is asked of is known")
        reasons = {one["label"]: one for one in best.verdicts}
        self.assertEqual(
            (reasons["Nominal torque"]["asked"], reasons["Nominal torque"]["offered"]),
            ("≥ 10 N·m", "12 N·m"),
        )
        self.assertEqual({one["verdict"] for one in best.verdicts}, {"pass"})
        near = {one["label"]: one["verdict"] for one in self._choose(wizard, self.near).verdicts}
        self.assertEqual((near["Nominal torque"], near["Encoder"]), ("near", "pass"))
        silent = self._choose(wizard, self.silent).verdicts
        self.assertIn("unknown", [one["verdict"] for one in silent])

    def test_a_variant_is_compared_by_its_own_values(self):
        self.env["tech.spec.value"].create(
            {
                "product_tmpl_id": self.motor.product_tmpl_id.id,
                "product_id": self.motor.id,
                "attribute_id": self.torque.id,
                "value_text": "12 N·m",
            }
        )
        wizard = self._open(self._request().order_line, self.buyer)
        fits = wizard.line_ids.filtered(lambda line: line.tier == "0").product_id
        self.assertEqual(fits, self.better)

    def test_a_storekeeper_sees_it_of_a_transfer_that_is_short(self):
        move = self._deliver().move_ids
        self.assertEqual(move.state, "confirmed")
        wizard = self._open(move, self.storekeeper)
        self.assertEqual(wizard.line_ids[0].product_id, self.better)
        self.assertEqual((wizard.quantity, wizard.line_ids[0].free_qty), (2, 8))
        with self.assertRaises(AccessError):
            wizard.line_ids[0].action_request()

    def test_the_same_vendor_is_asked_for_another_article(self):
        order = self._request()
        line = order.order_line
        self._choose(self._open(line, self.buyer), self.same).action_use()
        self.assertEqual((line.product_id, line.product_qty, line.price_unit), (self.same, 6, 110))
        self.assertIn("Ram 10 B", line.name)
        wizard = self._open(line, self.buyer)
        order.button_confirm()
        with self.assertRaisesRegex(UserError, "ordered already"):
            self._choose(wizard, self.motor).action_use()

    def test_what_a_delivery_waits_for_keeps_its_article(self):
        line = self._request().order_line
        line.move_dest_ids = self._deliver().move_ids
        with self.assertRaisesRegex(UserError, "waits for"):
            self._choose(self._open(line, self.buyer), self.same).action_use()

    def test_another_vendor_is_asked(self):
        line = self._request().order_line
        action = self._choose(self._open(line, self.buyer), self.better).action_request()
        made = self.env["purchase.order"].browse(action["res_id"])
        self.assertEqual((made.partner_id, made.state), (self.other, "draft"))
        self.assertEqual(made.origin, line.order_id.name)
        self.assertEqual(
            (made.order_line.product_id, made.order_line.product_qty), (self.better, 6)
        )

    def test_what_is_not_described_cannot_be_compared(self):
        bare = self._create_traded("Bare", {})
        with self.assertRaisesRegex(UserError, "nothing to compare"):
            self._request(bare).order_line.action_tech_view_equivalents()
        lonely = self._create_traded("Giant", {self.torque: "900 N·m"})
        wizard = self._open(self._request(lonely).order_line, self.buyer)
        self.assertFalse(wizard.line_ids)
