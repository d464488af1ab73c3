from odoo import models

#: What the journal tells of a movement that is done: a movement the other way changes it, no typing.
TOLD_FIELDS = frozenset(
    ["quantity", "owner_id", "location_id", "location_dest_id", "product_uom_id"]
)


class FreedLines(frozenset):
    """Lines whose reservation ended already: nothing is to be freed when their copies leave.

    Not a serialisable value: no request can pretend to hold it in its context.
    """


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def write(self, vals):
        if not self.env.su and TOLD_FIELDS & set(vals):
            self._bookstore_check_not_told(vals)
        return super().write(vals)

    def _bookstore_check_not_told(self, vals):
        # sudo: the journal is not the storekeeper's to read, its effect is
        for line in self.sudo().filtered(lambda line: line.state == "done"):
            for name in TOLD_FIELDS & set(vals):
                known = line._fields[name].convert_to_write(line[name], line)
                if line.move_id.allocation_ids and known != vals[name]:
                    line.move_id._bookstore_refuse_rewriting()

    def _bookstore_get_locked_place(self):
        """The place in inventory that holds these copies back."""
        places = self.location_id | self.location_dest_id
        return (places | self.move_id.location_id)._bookstore_get_locked_above()

    def _bookstore_change_owner(self, partner):
        """Another owner, just before the copies leave: the reservation of the former one ends.

        Core would reserve copies of the new owner, to free them at once when they leave: the
        customer of a till waits for both.

        :returns: the lines without a reservation, for :class:`FreedLines`
        """
        leaving = self.filtered(lambda line: line.picked and line.state not in ("draft", "done"))
        for line in leaving:
            line._synchronize_quant(-line.quantity_product_uom, line.location_id, action="reserved")
        leaving.with_context(skip_uom_conversion=True).write({"owner_id": partner.id})
        (self - leaving).write({"owner_id": partner.id})
        return leaving

    def _synchronize_quant(self, quantity, location, action="available", **values):
        freed = self.env.context.get("bookstore_freed_lines")
        if action == "reserved" and isinstance(freed, FreedLines) and self.id in freed:
            return 0, False
        return super()._synchronize_quant(quantity, location, action=action, **values)
