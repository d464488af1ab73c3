from collections import defaultdict
from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_amount

from ..core.kit import share_price
from ..core.token import trusted
from ..core.workflow import QUOTED_STATES


class SaleOrderLine(models.Model):
    """A kit is Odoo's combo: its line costs nothing, the parts below are booked and priced.

    Each part carries its share of the price of the kit, so that what is late, missing, extended or
    cancelled is charged as for any article.
    """

    _inherit = "sale.order.line"

    rental_combo_id = fields.Many2one(
        "product.combo",
        "Part of the kit",
        compute="_compute_rental_kit_part",
        store=True,
        precompute=True,
        copy=True,
        index="btree_not_null",
        ondelete="set null",
    )
    rental_kit_units = fields.Integer(
        "Units a kit",
        compute="_compute_rental_kit_part",
        store=True,
        precompute=True,
        copy=True,
        help="Of a part: how many leave with one kit, as it was when it was booked.",
    )

    @api.depends("combo_item_id")
    def _compute_rental_kit_part(self):
        """What is booked stays a part, also when the kit is made of other articles later."""
        for line in self:
            combo = line.combo_item_id.sudo().combo_id  # sudo: a customer may book a kit
            line.rental_combo_id = combo or line.rental_combo_id
            line.rental_kit_units = combo._rental_get_quantity() if combo else line.rental_kit_units

    def _rental_is_kit(self):
        return self.order_id.is_rental and self.product_type == "combo"

    def _rental_get_kit_parts(self):
        return self.linked_line_ids.filtered("rental_kit_units")

    @api.model_create_multi
    def create(self, vals_list):
        """Whoever books a kit books its parts, also by import and by RPC."""
        lines = super().create(vals_list)
        kits = lines.filtered(lambda line: line._rental_is_kit())
        bare = kits.filtered(lambda line: not line._rental_get_kit_parts())
        for kit in bare:
            kit._rental_unfold_kit()
        for order in bare.order_id:
            order._rental_order_kits()
        kits._rental_share_typed_price()
        return lines

    def write(self, vals):
        watched = {"product_id", "product_uom_qty", "discount", "price_unit"} & set(vals)
        rented = self.filtered(lambda line: watched and line.order_id.is_rental)
        before = {line: (line.product_id, line.product_uom_qty) for line in rented}
        result = super().write(vals)
        for line, (product, number) in before.items():
            if line.product_id != product:
                line._rental_change_kit()
            elif line._rental_is_kit():
                line._rental_follow_kit(vals, number)
        return result

    def unlink(self):
        kits = self.filtered(lambda line: line._rental_is_kit())
        return super(SaleOrderLine, self | kits._rental_get_kit_parts()).unlink()

    def _rental_change_kit(self):
        """Another product: the parts of the one before leave the booking with it."""
        parts = self._rental_get_kit_parts()
        if self.order_id.rental_state in QUOTED_STATES:
            parts.unlink()
        elif parts:  # what was promised is not deleted; what left already refuses to become none
            parts.product_uom_qty = 0.0
            trusted(parts).write(
                {
                    "linked_line_id": False,
                    "linked_virtual_id": False,
                    "combo_item_id": False,
                    "rental_combo_id": False,
                    "rental_kit_units": 0,
                }
            )
        if self._rental_is_kit():
            self._rental_unfold_kit()
            self.order_id._rental_order_kits()

    def _rental_follow_kit(self, vals, number):
        """Parts are as many as the kit says, and as cheap.

        :param number: kits that the line asked for before
        """
        if not self._rental_get_kit_parts():
            self._rental_unfold_kit()
            self.order_id._rental_order_kits()
        elif self.product_uom_qty != number:
            for part, quantity in self._rental_get_part_quantities(self.product_uom_qty).items():
                if part.product_uom_qty != quantity:
                    part.product_uom_qty = quantity
            self._rental_choose_again()
        if "discount" in vals:
            self._rental_get_kit_parts().discount = self.discount
        self._rental_share_typed_price()

    def _rental_get_part_quantities(self, kits):
        """{part: units} of so many kits; what is settled on a line of its own counts, and what the
        customer left at the counter stays there."""
        found = {}
        for head, parts in self._rental_group_parts().items():
            settled = sum((parts - head).mapped("product_uom_qty"))
            wanted = kits * head.rental_kit_units - head._rental_get_refused_qty()
            found[head] = max(0.0, wanted - settled)
        return found

    def _rental_group_parts(self):
        """{line that follows the kit: all lines of this part}; what was split off or replaced by
        another article is the same part."""
        groups = self._rental_get_kit_parts().grouped(
            lambda part: part.rental_combo_id or part._rental_get_family()
        )
        found = {}
        for parts in groups.values():
            roots = parts.filtered(lambda part: not part.rental_origin_line_id) or parts
            found[(roots.filtered("product_uom_qty") or roots)[:1]] = parts
        return found

    def _rental_get_refused_qty(self):
        """Units that were not taken at a departure."""
        slip_lines = self.sudo().rental_slip_line_ids  # sudo: a customer may ask for more kits
        refused = slip_lines.filtered(
            lambda line: (
                line.status == "missing"
                and line.slip_state == "signed"
                and line.slip_id.type == "departure"
            )
        )
        return sum(refused.mapped("quantity"))

    # Parts ------------------------------------------------------------------------------------

    def _rental_unfold_kit(self):
        self.ensure_one()
        self.virtual_id = self.virtual_id or uuid4().hex  # a duplicate finds its parts by it
        values = [self._rental_prepare_part(item) for item in self._rental_choose_items()]
        self.with_context(sale_no_log_for_new_lines=True).create(values)

    def _rental_choose_items(self):
        """product.combo.item of each part, of those that are free where and when the kit is needed."""
        template, free = self.product_template_id, {}
        self._rental_check_parts(template)
        if self._rental_has_place():
            # sudo: a customer may book a kit
            articles = template.sudo().combo_ids.combo_item_ids.product_id
            free = self._rental_get_free_articles(articles)
        return template._rental_choose_items(free, self.product_uom_qty)

    def _rental_check_parts(self, template):
        """A kit without one of its parts is not rented for less in silence."""
        combos = template.sudo().combo_ids  # sudo: a customer may book a kit
        empty = [combo.name for combo in combos if not combo._rental_get_part().options]
        if empty:
            raise UserError(
                self.env._(
                    "%(kit)s: no article of “%(parts)s” is rented any more. Choose another one for "
                    "this part of the kit.",
                    kit=self.product_id.display_name,
                    parts=", ".join(empty),
                )
            )

    def _rental_has_place(self):
        """Whether it is known when and where the kit is needed."""
        order = self.order_id
        return bool(order.rental_start and order.rental_end and order.warehouse_id)

    def _rental_choose_again(self):
        """Another number, other dates, or an article went meanwhile: as long as the kit is only
        quoted, each part is an article that is free, where the kit names one."""
        for kit in self:
            heads = kit._rental_get_kit_parts().filtered("combo_item_id")
            quoted = kit.order_id.rental_state in QUOTED_STATES and kit._rental_has_place()
            # sudo: units chosen by hand are a wish for this article; a customer reads none
            if not quoted or not kit.product_uom_qty or heads.sudo().rental_lot_ids:
                continue
            needed = defaultdict(float)
            for part in heads:
                needed[part.product_id] += part.product_uom_qty
            free = kit._rental_get_free_articles(heads.product_id)
            if all(free[product.id] >= units for product, units in needed.items()):
                continue
            items = kit._rental_choose_items().grouped("combo_id")
            for part in heads:
                item = items.get(part.rental_combo_id, part.combo_item_id)
                if item != part.combo_item_id:
                    part.write({"product_id": item.product_id.id, "combo_item_id": item.id})

    def _rental_get_free_articles(self, products):
        """{product id: units free} in the shop and period of the booking, which takes some itself;
        what is sold is free."""
        order = self.order_id
        # sudo: capacity is a matter of the whole shop
        service = self.env["rental.availability"].sudo()
        period = order.rental_start, order.rental_end
        free = service._get_available(products, order.warehouse_id, *period, order)
        for line in order._get_rental_lines() - self._rental_get_kit_parts():
            if line.product_id.id in free:
                free[line.product_id.id] -= line.product_uom_qty
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

    def _rental_prepare_other_article(self, product):
        """Another article in place of a part is a part, at its price: the kit costs what it costs."""
        # sudo: a customer may take it
        parts = self.rental_combo_id.sudo() & self.linked_line_id.product_template_id.combo_ids
        item = parts.combo_item_ids.filtered(lambda item: item.product_id == product)[:1]
        return {
            "linked_line_id": self.linked_line_id.id,
            "linked_virtual_id": self.linked_virtual_id,
            "combo_item_id": item.id,
            "rental_combo_id": self.rental_combo_id.id,
            "rental_kit_units": self.rental_kit_units,
        }

    def _rental_prepare_split(self, quantity):
        """What is settled stays a part of its kit."""
        values = super()._rental_prepare_split(quantity)
        if self.rental_kit_units:
            values["linked_line_id"] = self.linked_line_id.id
        return values

    # Price and words --------------------------------------------------------------------------

    def _get_combo_item_display_price(self):
        """A part's share of the price of the kit, by what its units cost alone."""
        if not self.order_id.is_rental or not self._get_linked_line():
            return super()._get_combo_item_display_price()
        item = self.combo_item_id.sudo()  # sudo: as in _rental_choose_items
        share = self._rental_get_share(item.combo_id)
        if share is None:
            return self._get_display_price_ignore_combo()
        return share + self.currency_id.round(
            item.extra_price / item.combo_id._rental_get_quantity()
        )

    def _get_display_price_ignore_combo(self):
        """A part whose article left the kit's list since is a part all the same."""
        is_part = self.order_id.is_rental and self.rental_combo_id and not self.combo_item_id
        share = self._rental_get_share(self.rental_combo_id) if is_part else None
        return super()._get_display_price_ignore_combo() if share is None else share

    def _rental_get_share(self, combo):
        """Share of one unit in the price of the kit; None when the kit has no such part by now."""
        kit = self._get_linked_line()
        combos = kit.product_template_id.sudo().combo_ids  # sudo: as in _rental_choose_items
        if combo not in combos:
            return None
        shares = share_price(
            kit._get_display_price_ignore_combo(),
            [(combo.base_price, combo._rental_get_quantity()) for combo in combos],
            self.currency_id.rounding or 0.01,
        )
        return dict(zip(combos, shares, strict=True))[combo]

    def _rental_share_typed_price(self):
        """A price that is typed for a kit is that of the kit: its parts carry it, nothing else."""
        for kit in self.filtered(lambda line: line.price_unit and line._rental_is_kit()):
            families = kit._rental_group_parts()
            heads = [head for head in families if head.product_uom_qty]
            if not heads:
                continue
            shares = share_price(
                kit.price_unit,
                [(head.price_unit, head.rental_kit_units) for head in heads],
                kit.currency_id.rounding or 0.01,
            )
            for head, share in zip(heads, shares, strict=True):
                factor = share / head.price_unit if head.price_unit else 0.0
                for part in families[head] - head:
                    part.price_unit = part._round_rental(part.price_unit * factor)
                head.price_unit = share
            kit.write({"price_unit": 0.0, "technical_price_unit": 0.0})

    def _prepare_invoice_line(self, **optional_values):
        """A kit whose own line bears a price is no heading of the invoice."""
        values = super()._prepare_invoice_line(**optional_values)
        if values.get("display_type") != "line_section" or not self._rental_is_kit():
            return values
        return {
            "product_id": self.product_id.id,
            "price_unit": self.price_unit,
            "discount": self.discount,
            "tax_ids": [Command.set(self.tax_ids.ids)],
            **values,
            "display_type": "product",
        }

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
        if values and self.rental_kit_units and self.linked_line_id:
            kit = self.env._("Part of: %s", self.linked_line_id.product_id.name)
            values["name"] = f"{values['name']}\n{kit}"
        return values
