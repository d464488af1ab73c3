from odoo import api, fields, models

from ..core.token import trusted
from .rental_occupation import FAR_FUTURE


class RentalOccupation(models.Model):
    """Units lent to another shop: a plan of two rows, used up by the stock move that carries it out."""

    _inherit = "rental.occupation"

    @api.model
    def _use_up_transfers(self, product, source, target, quantity):
        """Units went from ``source`` to ``target``: the plans for it are done by as many.

        What was lent until a day is planned to come back from that day on.
        """
        now = fields.Datetime.now()
        plans = self.search(
            [
                ("kind", "=", "transfer"),
                ("product_id", "=", product.id),
                ("warehouse_id", "=", source.id),
                ("dest_warehouse_id", "=", target.id),
                ("blocking", "=", True),
                ("date_end", ">", now),
            ],
            order="date_start, id",
        )
        for plan in trusted(plans):
            done = min(quantity, plan.quantity)
            if done <= 0:
                break
            quantity -= done
            end, rest = plan.date_end, plan.quantity - done
            if rest > 0:
                plan.quantity = rest
            else:
                (plan | trusted(plan._get_counterparts())).unlink()
            if end < FAR_FUTURE:
                plan.create(self._prepare_way_back(product, source, target, done, end))

    @api.model
    def _prepare_way_back(self, product, source, target, quantity, start):
        return {
            "kind": "transfer",
            "product_id": product.id,
            "warehouse_id": target.id,
            "dest_warehouse_id": source.id,
            "quantity": quantity,
            "date_start": start,
            "date_end": FAR_FUTURE,
            "note": self.env._("Way back of what %s lent", source.name),
        }

    def _create_transfer_counterparts(self):
        """Units lent to another shop are more units there for the same time."""
        vals_list = []
        for occupation in self:
            if occupation.kind != "transfer" or not occupation.dest_warehouse_id:
                continue
            vals_list.append(
                {
                    "kind": "supply",
                    "product_id": occupation.product_id.id,
                    "warehouse_id": occupation.dest_warehouse_id.id,
                    "quantity": -occupation.quantity,
                    "date_start": occupation.date_start,
                    "date_end": occupation.date_end,
                    "transfer_id": occupation.id,
                    "note": self.env._("Lent by %s", occupation.warehouse_id.name),
                }
            )
        if vals_list:
            self.sudo().create(vals_list)  # sudo: as in _get_counterparts

    def _get_counterparts(self):
        # sudo: who lends units may have no rights in the shop that gets them
        return self.sudo().search([("transfer_id", "in", self.ids)])

    def _write_counterparts(self, vals):
        """The supply in the other shop follows its transfer."""
        copied = {
            name: value
            for name, value in vals.items()
            if name in ("product_id", "date_start", "date_end", "blocking")
        }
        if "quantity" in vals:
            copied["quantity"] = -vals["quantity"]
        if "dest_warehouse_id" in vals:
            copied["warehouse_id"] = vals["dest_warehouse_id"]
        transfers = self.filtered(lambda occupation: occupation.kind == "transfer")
        if transfers and copied:
            transfers._get_counterparts().write(copied)
