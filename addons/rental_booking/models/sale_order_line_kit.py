from uuid import uuid4

from odoo import api, models
from odoo.tools import format_amount

from ..core.kit import choose_parts, share_price


class SaleOrderLine(models.Model):
    """A kit is Odoo's combo: its line costs nothing, the parts below are booked and priced.

    Each part carries its share of the price of the kit, so that what is late, missing, extended or
    cancelled is charged as for any article.
    """

    _inherit = "sale.order.line"

    def _rental_is_kit(self):
        return self.order_id.is_rental and self.product_type == "combo"

    def _rental_get_kit_parts(self):
        return self.linked_line_ids.filtered("combo_item_id")

    @api.model_create_multi
    def create(self, vals_list):
        """Whoever books a kit books its parts, also by import and by RPC."""
        lines = super().create(vals_list)
        bare = lines.filtered(
            lambda line: line._rental_is_kit() and not line._rental_get_kit_parts()
        )
        for kit in bare:
            kit._rental_unfold_kit()
        for order in bare.order_id:
            order._rental_order_kits()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if {"product_id", "product_uom_qty", "discount"} & set(vals):
            for line in self.filtered(lambda line: line.order_id.is_rental):
                line._rental_follow_kit(vals)
        return result

    def unlink(self):
        kits = self.filtered(lambda line: line._rental_is_kit())
        return super(SaleOrderLine, self | kits._rental_get_kit_parts()).unlink()

    def _rental_follow_kit(self, vals):
        """Parts are those of the kit that the line rents now, as many as it says."""
        if not self._rental_is_kit():
            if "product_id" in vals:
                self._rental_get_kit_parts().unlink()
            return
        parts = self._rental_get_kit_parts()
        foreign = parts.filtered(
            lambda part: part.combo_item_id.combo_id not in self.product_template_id.combo_ids
        )
        foreign.unlink()
        if not parts - foreign:
            self._rental_unfold_kit()
            self.order_id._rental_order_kits()
            return
        if "product_uom_qty" in vals:
            for part, quantity in self._rental_get_part_quantities(self.product_uom_qty).items():
                if part.product_uom_qty != quantity:
                    part.product_uom_qty = quantity
        if "discount" in vals:
            (parts - foreign).discount = self.discount

    def _rental_get_part_quantities(self, kits):
        """{part: units} of so many kits; what is settled on a line of its own counts."""
        found = {}
        for item, parts in self._rental_get_kit_parts().grouped("combo_item_id").items():
            open_part = parts.filtered(lambda part: not part.rental_origin_line_id)[:1]
            settled = sum((parts - open_part).mapped("product_uom_qty"))
            wanted = kits * item.combo_id._rental_get_quantity()
            if open_part:
                found[open_part] = max(0.0, wanted - settled)
        return found

    # Parts ------------------------------------------------------------------------------------

    def _rental_unfold_kit(self):
        self.ensure_one()
        self.virtual_id = self.virtual_id or uuid4().hex  # a duplicate finds its parts by it
        values = [self._rental_prepare_part(item) for item in self._rental_choose_items()]
        self.with_context(sale_no_log_for_new_lines=True).create(values)

    def _rental_choose_items(self):
        """product.combo.item of each part: what is free all together, else the first of each."""
        order = self.order_id
        combos = self.product_template_id.sudo().combo_ids  # sudo: a customer may book a kit
        parts, chosen = [combo._rental_get_part() for combo in combos], None
        if order.rental_start and order.rental_end and order.warehouse_id:
            free = self._rental_get_free_articles(combos.combo_item_ids.product_id)
            chosen = choose_parts(parts, free, self.product_uom_qty)
        chosen = chosen or [part.options[0] if part.options else 0 for part in parts]
        items = [
            combo.combo_item_ids.filtered(lambda item, key=key: item.product_id.id == key)[:1]
            for combo, key in zip(combos, chosen, strict=True)
        ]
        return self.env["product.combo.item"].union(*items)

    def _rental_get_free_articles(self, products):
        """{product id: units free} in the shop and period of the booking; what is sold is free."""
        order = self.order_id
        # sudo: capacity is a matter of the whole shop
        service = self.env["rental.availability"].sudo()
        period = order.rental_start, order.rental_end
        free = service._get_available(products, order.warehouse_id, *period)
        sold = products.filtered(lambda product: not product.is_rental)
        return free | dict.fromkeys(sold.ids, float("inf"))

    def _rental_prepare_part(self, item):
        return {
            "order_id": self.order_id.id,
            "product_id": item.product_id.id,
            "product_uom_qty": self.product_uom_qty * item.combo_id._rental_get_quantity(),
            "combo_item_id": item.id,
            "linked_line_id": self.id,
            "linked_virtual_id": self.virtual_id,
            "sequence": self.sequence,
            "discount": self.discount,
        }

    def _rental_prepare_split(self, quantity):
        """What is settled stays a part of its kit."""
        values = super()._rental_prepare_split(quantity)
        if self.combo_item_id:
            values["linked_line_id"] = self.linked_line_id.id
        return values

    # Price and words --------------------------------------------------------------------------

    def _get_combo_item_display_price(self):
        """A part's share of the price of the kit, by what its units cost alone."""
        kit = self._get_linked_line()
        if not self.order_id.is_rental or not kit:
            return super()._get_combo_item_display_price()
        combos = kit.product_template_id.sudo().combo_ids  # sudo: as in _rental_choose_items
        combo = self.combo_item_id.sudo().combo_id  # sudo: as above
        if combo not in combos:  # the kit is made of other parts by now
            return self._get_display_price_ignore_combo()
        shares = share_price(
            kit._get_display_price_ignore_combo(),
            [(combo.base_price, combo._rental_get_quantity()) for combo in combos],
            self.currency_id.rounding or 0.01,
        )
        share = dict(zip(combos, shares, strict=True))[combo]
        return share + self.combo_item_id.sudo().extra_price  # sudo: as above

    def _rental_get_kit_amount(self, name):
        """What the kit comes to: its parts, and what was typed on its own line."""
        return self[name] + self._get_combo_totals(name)

    def _rental_count_goods(self, what):
        """{article: units booked, or with the customer}; what is settled counts with its part."""
        found = {}
        for line in self:
            units = line.rental_out_qty if what == "out" else line.product_uom_qty
            if units > 0:
                name = line.product_id.name
                found[name] = found.get(name, 0) + units
        return found

    def _rental_tell_price(self):
        """With tax to persons, without to companies."""
        is_company = self.order_id.partner_id.commercial_partner_id.is_company
        name = "price_subtotal" if is_company else "price_total"
        amount = self._rental_get_kit_amount(name) if self._rental_is_kit() else self[name]
        shown = format_amount(self.env, amount, self.currency_id)
        if is_company:
            return self.env._("%s without tax", shown)
        return self.env._("%s with tax", shown)

    def _rental_prepare_full_line(self, options, sign):
        """The invoice tells which kit a part belongs to."""
        values = super()._rental_prepare_full_line(options, sign)
        if values and self.combo_item_id:
            kit = self.env._("Part of: %s", self.linked_line_id.product_id.name)
            values["name"] = f"{values['name']}\n{kit}"
        return values
