from unittest.mock import patch

from odoo.tests import tagged

from ..core import canonical
from ..core.channel import ENGINES, Channel, Document, Findings, Page, Result
from .common import ShopSyncCommon


class ToyShop(Channel):
    """A shop engine that is no PrestaShop: one page of orders, one stock line."""

    documents = ()
    written = []

    @classmethod
    def connect(cls, url, key, limiter, **options):
        return cls()

    def capabilities(self):
        return {"pull": ["sale"], "push": ["stock", "shipment"], "verify": ["stock", "order"]}

    def preflight(self):
        return Findings(version="1.0", name="Toy")

    def pull(self, flow, cursor):
        if cursor.get("read") != len(self.documents):
            yield Page(list(self.documents), {"read": len(self.documents)})

    def fetch(self, kind, keys):
        return [document for document in self.documents if document.key in keys]

    def push(self, kind, operations):
        self.written.extend((kind, operation.values) for operation in operations)
        return [Result(operation.key) for operation in operations]

    def verify(self, kind, keys=None):
        if kind == "stock":
            return {"only": {"product": "1-0", "quantity": 0, "parent": False}}
        return {
            document.key: {
                "state": document.payload["state"]["id"],
                "total": document.payload["totals"]["tax_incl"],
            }
            for document in self.documents
        }


@tagged("post_install", "-at_install")
class TestOtherEngine(ShopSyncCommon):
    def test_an_engine_that_implements_the_interface_needs_nothing_else(self):
        row, product = self._product(quantity=9)
        key = self._book().add_one(1, lines=[(row, None, 2)], state=2)
        self.channel.action_check()
        order = self.channel._connect().fetch("order", [str(key)])
        ToyShop.documents, ToyShop.written = order, []
        with patch.dict(ENGINES, {"prestashop": ToyShop}):
            self.channel.action_start()
            self._synchronise()
            imported = self._order_of(key)
            self.assertEqual(imported.state, "sale")
            self.assertIn(("stock", {"quantity": 7}), ToyShop.written)
            imported.picking_ids.carrier_tracking_ref = "TOY1"
            imported.picking_ids.move_ids.picked = True
            imported.picking_ids.button_validate()
            self._synchronise()
        kind, shipment = ToyShop.written[-1]
        self.assertEqual((kind, shipment["tracking"]), ("shipment", "TOY1"))
        self.assertEqual(canonical.validate("shipment", shipment), [])
        self.assertIn(product, imported.order_line.product_id)
        self.assertEqual(self.shop.requests("PATCH", "POST"), 0, "the toy was told, nobody else")
        self.assertEqual(Document("order", str(key), order[0].payload), order[0])
