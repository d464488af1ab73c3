from odoo import fields, models


class RentalStockLock(models.Model):
    """Version row of one product in one shop: whoever takes capacity moves it.

    Under REPEATABLE READ two transactions that both decided on the same snapshot cannot both move
    the row: the second gets a serialisation failure and Odoo replays it on fresh data. (FOR UPDATE
    and ``lock_for_update`` do not give this, see specification 4.4.)
    """

    _name = "rental.stock.lock"
    _description = "Rental Stock Version"
    _rec_name = "product_id"

    product_id = fields.Many2one("product.product", required=True, ondelete="cascade")
    warehouse_id = fields.Many2one("stock.warehouse", required=True, ondelete="cascade")
    seq = fields.Integer(default=0)

    _product_shop_unique = models.Constraint(
        "UNIQUE (product_id, warehouse_id)", "One version row a product and shop."
    )

    def _bump(self, pairs):
        """Move the version of (product id, warehouse id) pairs, in sorted order."""
        self.env["suite.concurrency"]._bump_keys(
            self._name, ["product_id", "warehouse_id"], pairs, "seq"
        )
