from odoo import api, fields, models


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    is_deposit = fields.Boolean(
        "Deposit",
        copy=True,
        help="The copies stay the distributor's: they are paid by statement, never by this order.",
    )
    bookstore_better = fields.Char(
        "Better Rated",
        compute="_compute_bookstore_better",
        help="Titles that a better rated distributor supplies too.",
    )

    @api.depends("partner_id", "order_line.product_id", "state")
    def _compute_bookstore_better(self):
        """Warn, never forbid, when a better rated distributor has the title (B164)."""
        open_orders = self.filtered(lambda order: order.state in ("draft", "sent"))
        suppliers = open_orders.order_line.product_id._get_bookstore_suppliers()
        for order in self:
            titles = []
            if order in open_orders and order.partner_id:
                for product in order.order_line.product_id:
                    better = suppliers[product]._bookstore_get_better_rated(order.partner_id)
                    if better:
                        names = ", ".join(better.mapped("name"))
                        titles.append(f"{product.name} ({names})")
            order.bookstore_better = ", ".join(titles[:5]) + ("…" if titles[5:] else "")

    @api.model_create_multi
    def create(self, vals_list):
        """What is ordered for the bookshop is awaited in the bookshop."""
        given = [bool(vals.get("picking_type_id")) for vals in vals_list]
        orders = super().create(vals_list)
        for order, is_given in zip(orders, given, strict=True):
            if not is_given:
                order._bookstore_await_in_shop()
        return orders

    @api.onchange("partner_id")
    def _onchange_bookstore_partner_id(self):
        self._bookstore_await_in_shop()

    def _bookstore_await_in_shop(self):
        """A company's first warehouse may be another trade's, or another shop's."""
        receipts = self._bookstore_get_receipts(
            self.company_id, self.partner_id, self.picking_type_id
        )
        if receipts != self.picking_type_id:
            self.picking_type_id = receipts

    @api.model
    def _bookstore_get_receipts(self, company, partner, receipts=None):
        """Where an order of a distributor is awaited.

        :param receipts: those of the order; without, those that Odoo gives to a new one
        """
        usual = self._get_picking_type(company.id)
        receipts = usual if receipts is None else receipts
        if not company.bookstore_active or not partner.bookstore_is_distributor:
            return receipts
        if receipts.code != "incoming":
            return receipts
        # sudo: in which shop somebody is tells nothing of its stock
        here = company._get_bookstore_place_here().sudo().warehouse_id
        is_unchosen = here and receipts == usual
        if is_unchosen or not receipts.warehouse_id.bookstore_has_sale_point:
            return company._get_bookstore_warehouse_here().in_type_id
        return receipts

    def button_approve(self, force=False):
        result = super().button_approve(force=force)
        ordered = self.filtered(
            lambda order: order.state == "purchase" and order.partner_id.bookstore_is_distributor
        )
        # sudo: ordering a title shows it in the lists, whoever orders
        ordered.order_line.product_id.product_tmpl_id.sudo()._bookstore_mark_interesting()
        return result

    def _prepare_picking(self):
        vals = super()._prepare_picking()
        if self.is_deposit:
            vals["owner_id"] = self.partner_id.id
        return vals

    def _prepare_grouped_data(self, rfq):
        """Copies in deposit are never on an order of copies to pay."""
        return (*super()._prepare_grouped_data(rfq), rfq.is_deposit)

    @api.depends("is_deposit")
    def _get_invoiced(self):
        super()._get_invoiced()
        self.filtered("is_deposit").invoice_status = "no"
