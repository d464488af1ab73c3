from odoo import api, models

MOVED_KEY = "rental_moved"


class MovedTogether:
    """Units that move at once, and the quants locked for them (never a value from the wire)."""

    def __init__(self):
        self.locked = set()


def get_moved(record):
    """The batch that the units of this environment move with, if any."""
    moved = record.env.context.get(MOVED_KEY)
    return moved if isinstance(moved, MovedTogether) else None


class StockQuant(models.Model):
    """Units that leave or come back with one slip are locked at once and not one after another."""

    _inherit = "stock.quant"

    @api.model
    def _rental_lock_for(self, move_lines):
        """Ids of what these lines take from and add to, locked; empty places are made.

        What somebody else holds is left out: Odoo sees to it line by line.
        """
        places = self.search(
            [
                ("product_id", "in", move_lines.product_id.ids),
                ("location_id", "in", (move_lines.location_id | move_lines.location_dest_id).ids),
                ("lot_id", "in", [*move_lines.lot_id.ids, False]),
            ]
        )
        known = {(quant.location_id, quant.product_id, quant.lot_id) for quant in places}
        wanted = {
            (line.location_dest_id, line.product_id, line.lot_id): None for line in move_lines
        }
        # past Odoo's own create, which makes one after another for the sake of the inventory mode
        made = models.Model.create(
            self,
            [
                {
                    "location_id": place.id,
                    "product_id": product.id,
                    "lot_id": lot.id,
                    # as Odoo's own create: computed, it says that somebody counted zero there
                    "inventory_quantity_set": False,
                }
                for place, product, lot in wanted
                if (place, product, lot) not in known
            ],
        )
        return {*places.try_lock_for_update(allow_referencing=True).ids, *made.ids}

    @api.private
    def try_lock_for_update(self, *, allow_referencing=False, limit=None):
        moved = get_moved(self)
        if moved and limit == 1 and self[:1].id in moved.locked:
            return self[:1]
        return super().try_lock_for_update(allow_referencing=allow_referencing, limit=limit)
