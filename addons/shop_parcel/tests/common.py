import secrets

from odoo.fields import Command
from odoo.tests import TransactionCase

SHOP_FIELDS = ("shop_reference", "shop_note", "shop_internal_note")


def build(env, word=None):
    """A packer of the stock who sees no sales, a shop, two articles on a shelf."""
    word = word or secrets.token_hex(3)
    company = env.company
    warehouse = env["stock.warehouse"].create(
        {"name": f"Quai {word}", "code": word[:5].upper(), "company_id": company.id}
    )
    packer = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": f"Packer {word}",
                "login": f"packer_{word}",
                "password": f"packer_{word}",
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
                "group_ids": [Command.set(env.ref("stock.group_stock_user").ids)],
            }
        )
    )
    channel = env["shop.channel"].create(
        {
            "name": f"Boutique {word}",
            "engine": "json",
            "company_id": company.id,
            "warehouse_id": warehouse.id,
            "shipment_sync": False,
        }
    )
    customer = env["res.partner"].create(
        {
            "name": f"Client {word}",
            "street": "3 rue du Port",
            "zip": "31000",
            "city": "Toulouse",
        }
    )
    products = env["product.product"].create(
        [
            {
                "name": f"{name} {word}",
                "default_code": f"{name}-{word}",
                "barcode": f"{name}{word}",
                "is_storable": True,
            }
            for name in ("Moteur", "Badge")
        ]
    )
    for product in products:
        stock(env, product, warehouse, 50)
    return warehouse, packer, channel, customer, products


def stock(env, product, warehouse, quantity, lot=None):
    env["stock.quant"]._update_available_quantity(
        product, warehouse.lot_stock_id, quantity, lot_id=lot
    )


def order(env, channel, customer, reference, goods, **values):
    """A confirmed order of the shop.

    :param goods: [(product, pieces)]
    :return: its delivery
    """
    made = env["sale.order"].create(
        {
            "partner_id": customer.id,
            "warehouse_id": channel.warehouse_id.id,
            "shop_channel_id": channel.id,
            "shop_external_key": reference,
            "shop_reference": reference,
            "order_line": [
                Command.create({"product_id": product.id, "product_uom_qty": pieces})
                for product, pieces in goods
            ],
        }
        | values
    )
    made.action_confirm()
    made.picking_ids.action_assign()
    return made.picking_ids


class ParcelCommon(TransactionCase):
    """Orders of a shop whose goods are there, and somebody who packs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env["base"].with_context(tracking_disable=True).env
        found = build(cls.env)
        cls.warehouse, cls.packer, cls.channel, cls.customer, (cls.motor, cls.badge) = found
        cls.numbers = iter(range(1, 1000))

    def _order(self, *goods, **values):
        reference = f"WEB{next(self.numbers)}"
        return order(self.env, self.channel, self.customer, reference, goods, **values)

    def _batch(self, *parcels):
        """A batch of these, in the packer's hands."""
        parcels = self.env["stock.picking"].concat(*parcels)
        action = parcels.with_user(self.packer).action_shop_make_batches()
        return (
            self.env["stock.picking.batch"]
            .with_user(self.packer)
            .browse(action["params"]["batch_id"])
        )

    def _scan(self, batch, code, operation=None, parcel=None):
        answer = batch.shop_scan(code, operation or secrets.token_hex(8), parcel and parcel.id)
        return answer["said"]

    def _packed(self, parcel):
        return parcel.move_line_ids.mapped("shop_packed")
