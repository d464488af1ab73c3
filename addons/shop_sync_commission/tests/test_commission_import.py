from odoo.tests import tagged

from odoo.addons.shop_sync.tests.common import ShopSyncCommon


@tagged("post_install", "-at_install")
class TestCommissionImport(ShopSyncCommon):
    """Orders that a shop sends have their agents when they come in."""

    started = False

    def test_an_imported_order_has_the_agent_of_its_territory(self):
        commission = self.env["commission"].create({"name": "Four", "fix_qty": 4})
        agent = self.env["res.partner"].create(
            {"name": "Agent of 31", "agent": True, "commission_id": commission.id}
        )
        self.env["shop.commission.rule"].create(
            {"name": "31", "agent_id": agent.id, "territory": "31"}
        )
        channel = self._json_channel()
        document = self._document("77", "132.00")
        carriage = {"tax_incl": "12.00", "tax_excl": "10.00"}
        document["shipping"] = {**document["shipping"], **carriage}
        document["totals"] = {"tax_incl": "144.00", "tax_excl": "120.00"}
        document["payments"] = [self._paid("P77", "144.00")]
        self._send_json(channel, document)
        order = self._order_of("77", channel)
        by_part = {line.shop_part: line.agent_ids for line in order.order_line}
        self.assertEqual(by_part["product"].agent_id, agent)
        self.assertEqual(by_part["product"].amount, 4.4)
        self.assertFalse(by_part["shipping"])
