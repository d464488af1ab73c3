from odoo.addons.shop_sync.tests.common import LINE, ShopSyncCommon


class BuyCommon(ShopSyncCommon):
    """A shop that sends its orders, and products that are bought for each of them."""

    started = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.esb = cls.env["shop.channel"].create(
            {
                "name": "Portails (ESB)",
                "engine": "json",
                "company_id": cls.company.id,
                "warehouse_id": cls.warehouse.id,
                "import_from": "2000-01-01 00:00:00",
            }
        )
        cls.esb.action_start()
        cls.env["shop.mapping"].create(
            [
                {
                    "channel_id": cls.esb.id,
                    "kind": "state",
                    "external_key": key,
                    "external_name": name,
                    "action": action,
                }
                for key, name, action in (
                    ("paid", "Payée", "confirm"),
                    ("cancelled", "Annulée", "cancel"),
                )
            ]
        )
        cls.suppliers = cls.env["res.partner"].create(
            [{"name": f"Fournisseur {number}", "is_company": True} for number in (1, 2, 3)]
        )

    @classmethod
    def _make_product(cls, reference, supplier=None, price=60, delay=5, **vals):
        sellers = []
        if supplier:
            sellers = [(0, 0, {"partner_id": supplier.id, "price": price, "delay": delay})]
        return cls.env["product.product"].create(
            {
                "name": f"Moteur {reference}",
                "default_code": reference,
                "is_storable": True,
                "buy_to_order": True,
                "seller_ids": sellers,
                "supplier_taxes_id": [],
            }
            | vals
        )

    def _shop_order(self, key, lines, day="2026-11-20", **values):
        """The document of an order: ``[(reference, pieces, price tax included)]``."""
        rows = []
        for number, (reference, pieces, price) in enumerate(lines, start=1):
            total = {"tax_incl": f"{pieces * price:.2f}"}
            total["tax_excl"] = f"{pieces * price / 1.2:.2f}"
            unit = {"tax_incl": f"{price:.2f}", "tax_excl": f"{price / 1.2:.2f}"}
            rows.append(
                {
                    **LINE,
                    "id": f"{key}-{number}",
                    "product_id": reference,
                    "reference": reference,
                    "name": f"Moteur {reference}",
                    "quantity": str(pieces),
                    **{f"unit_{name}": amount for name, amount in unit.items()},
                    **{f"total_{name}": amount for name, amount in total.items()},
                    "tax_rates": ["20"],
                }
            )
        total = {
            name: f"{sum(float(row[f'total_{name}']) for row in rows):.2f}"
            for name in ("tax_incl", "tax_excl")
        }
        return self._document(key, total["tax_incl"]) | {
            "lines": rows,
            "totals": total,
            "created_at": f"{day}T10:00:00Z",
            **values,
        }

    def _import(self, *documents):
        self._send_json(self.esb, *documents)
        self.env.invalidate_all()
        return self.env["sale.order"].search(
            [
                ("shop_channel_id", "=", self.esb.id),
                ("shop_external_key", "in", [document["id"] for document in documents]),
            ],
            order="date_order, id",
        )

    def _sell(self, product, pieces, price=100, **vals):
        """An order taken by hand, confirmed."""
        order = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Client comptoir"}).id,
                "warehouse_id": self.warehouse.id,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": product.id,
                            "product_uom_qty": pieces,
                            "price_unit": price,
                            "tax_ids": [],
                        },
                    )
                ],
            }
            | vals
        )
        order.action_confirm()
        return order

    def _receive_purchase(self, purchase, pieces, backorder=True):
        """``{product: pieces}`` come; the clerk types them on the first lines of the receipt."""
        picking = purchase.picking_ids.filtered(lambda one: one.state not in ("done", "cancel"))
        for product, count in pieces.items():
            moves = picking.move_ids.filtered(
                lambda move, product=product: (
                    move.product_id == product and move.state not in ("done", "cancel")
                )
            )
            for move in moves:
                move.quantity = min(count, move.product_uom_qty)
                count -= move.quantity
        picking.move_ids.filtered(lambda move: move.state != "cancel").picked = True
        picking.with_context(
            skip_backorder=True, picking_ids_not_to_backorder=[] if backorder else picking.ids
        ).button_validate()
        return picking
