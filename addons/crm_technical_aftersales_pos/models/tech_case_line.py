from odoo import api, fields, models

from odoo.addons.crm_technical_aftersales.core.quantities import Delivered
from odoo.addons.crm_technical_aftersales.models.tech_case_line import SETTLING


class TechCaseLine(models.Model):
    """What was sold at the till: its receipt, what of it was made good."""

    _inherit = "tech.case.line"

    pos_order_id = fields.Many2one(related="case_id.pos_order_id")
    pos_line_id = fields.Many2one(
        "pos.order.line",
        string="Receipt Line",
        compute="_compute_pos_line",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        check_company=True,
    )
    till_refund_line_ids = fields.One2many(
        "pos.order.line", "tech_case_line_id", string="Refunds of the Till"
    )

    @api.depends("lot_id", "invoice_line_id", "sale_line_id", "case_id.partner_id")
    def _compute_pos_line(self):
        for line in self:
            found = line.pos_line_id
            if line.state != "decided":
                found = found or line._find_pos_line()
            line.pos_line_id = found

    def _find_pos_line(self):
        """The receipt line that an invoice line, an order line or a serial number is of."""
        if self.invoice_line_id:
            return self._find_receipt_of_invoice()
        if self.sale_line_id:
            return self._find_order_at_till()
        if self.lot_id:
            return self.lot_id._tech_find_till_line(self.case_id.commercial_partner_id or None)
        return self.env["pos.order.line"]

    def _find_receipt_of_invoice(self):
        # sudo: whoever may see the invoice may see of which receipt it is
        receipts = self.sudo().invoice_line_id.move_id.pos_order_ids
        found = receipts.lines.filtered(
            lambda line: line._tech_find_invoice_line() == self.invoice_line_id
        )
        return found[:1].sudo(self.env.su)

    def _find_order_at_till(self):
        """The receipt that an order was paid with, where Odoo's ``pos_sale`` is installed."""
        lines = self.env["pos.order.line"]
        if "sale_order_line_id" not in lines._fields:
            return lines
        return lines.search(
            [
                ("sale_order_line_id", "=", self.sale_line_id.id),
                ("product_id", "=", self.sale_line_id.product_id.id),
                ("order_id.state", "in", ("paid", "done")),
                ("qty", ">", 0),
            ],
            order="id",
            limit=1,
        )

    @api.depends("pos_line_id")
    def _compute_product(self):
        super()._compute_product()
        for line in self:
            line.product_id = line.product_id or line.pos_line_id.product_id

    @api.depends("pos_line_id")
    def _compute_warranty(self):
        super()._compute_warranty()

    @api.depends("pos_line_id")
    def _compute_presumed_until(self):
        super()._compute_presumed_until()

    @api.depends("till_refund_line_ids.order_id.state")
    def _compute_still_open(self):
        super()._compute_still_open()

    def _get_warranty_end(self):
        return super()._get_warranty_end() or self.pos_line_id.tech_warranty_until

    def _get_sold_things(self):
        return [*super()._get_sold_things(), self.pos_line_id]

    # --- whose it is ------------------------------------------------------------------------------

    def _get_fixed(self):
        return super()._get_fixed() | {"pos_line_id"}

    def _get_source_fields(self):
        return super()._get_source_fields() | {"pos_line_id"}

    def _is_of_others(self, customer):
        buyer = self.pos_line_id.order_id.partner_id.commercial_partner_id
        return super()._is_of_others(customer) or bool(customer and buyer - customer)

    def _get_sold_products(self):
        return super()._get_sold_products() | self.pos_line_id.product_id

    # --- how much is left -------------------------------------------------------------------------

    def _take_sources(self):
        self.env["suite.concurrency"]._take(self.pos_line_id)
        super()._take_sources()

    def _get_facts(self):
        return self._get_till_facts(but=self) if self.pos_line_id else super()._get_facts()

    def _get_till_facts(self, but=None, paid_only=False):
        """What happened to the receipt line of this line, over all cases.

        :param but: a line of a case that does not count
        :param paid_only: refunds that the till has only begun do not count either
        """
        sold = self.pos_line_id
        cases = sold.tech_case_line_ids
        sent = cases.move_ids.filtered(
            lambda move: move.state == "done" and self._is_delivery(move)
        )
        back = sent.returned_move_ids.filtered(
            lambda move: move.state == "done" and self._is_return_by_hand(move)
        )
        settled = (cases - (but or cases.browse())).filtered(
            lambda line: line.state == "decided" and line.decision in SETTLING
        )
        credited = sum(map(self._count_invoiced, self._get_hand_credits()))
        return Delivered(
            out=sold.qty + sum(map(self._count, sent)),
            back=sum(map(self._count, back)),
            invoiced=sold.qty,
            credited=credited + self._get_refunded_by_hand(paid_only),
            settled=sum(settled.mapped("quantity")),
        )

    def _get_refunded_by_hand(self, paid_only):
        unwanted = ("cancel", "draft") if paid_only else ("cancel",)
        refunds = self.pos_line_id.refund_orderline_ids.filtered(
            lambda line: not line.tech_case_line_id and line.order_id.state not in unwanted
        )
        return -sum(refunds.mapped("qty"))

    def _get_billed_lines(self):
        billed = super()._get_billed_lines()
        return (
            billed if self.invoice_line_id else billed | self.pos_line_id._tech_find_invoice_line()
        )

    def _get_hand_credits(self):
        """The credit notes that refunds of the till are billed with are counted at the till."""
        credits = super()._get_hand_credits()
        if self.pos_line_id:
            return credits.filtered(lambda line: not line.move_id.pos_order_ids)
        return credits

    def _has_moves(self):
        """A till that moves its stock when it closes has not moved anything yet."""
        if not self.pos_line_id:
            return super()._has_moves()
        return bool(self._get_till_moves())

    def _get_till_moves(self):
        order = self.pos_line_id.order_id
        pickings = order.picking_ids or order.session_id.picking_ids
        return pickings.move_ids.filtered(
            lambda move: move.state == "done" and move.product_id == self.product_id
        )
