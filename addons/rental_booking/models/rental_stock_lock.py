from psycopg2.errors import DeadlockDetected, SerializationFailure

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.http import request
from odoo.service.model import MAX_TRIES_ON_CONCURRENCY_FAILURE


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
        """Move the version of (product id, warehouse id) pairs, in sorted order.

        :raise UserError: others were quicker on every try that Odoo makes of a request
        """
        if not pairs:
            return
        try:
            self.env["suite.concurrency"]._bump_keys(
                self._name, ["product_id", "warehouse_id"], pairs, "seq"
            )
        except (SerializationFailure, DeadlockDetected) as error:
            if not self._is_last_try():
                raise
            raise UserError(
                self.env._(
                    "Others are booking the same products at this very moment. Nothing was "
                    "changed: try again."
                )
            ) from error

    def _is_last_try(self):
        """Odoo replays a request some times; the last failure is told in words."""
        if not request:
            return False
        request.rental_tries = getattr(request, "rental_tries", 0) + 1
        return request.rental_tries >= MAX_TRIES_ON_CONCURRENCY_FAILURE
