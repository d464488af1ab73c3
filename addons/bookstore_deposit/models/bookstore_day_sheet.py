from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date


class BookstoreDaySheet(models.Model):
    """The sales of a day, copied from the sheet of paper beside the cash box (B75).

    Posting it makes one sales order of the counter customer, delivered at once.
    """

    _name = "bookstore.day.sheet"
    _description = "Day Sheet"
    _inherit = ["bookstore.document.mixin", "bookstore.scan.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    TRANSITIONS = {"draft": ["done"], "done": ["undone"], "undone": []}
    _guarded_fields = frozenset(["state", "order_id", "invoice_id", "payment_id"])
    _draft_fields = frozenset(["date", "company_id", "warehouse_id", "partner_id"])

    name = fields.Char(compute="_compute_name", store=True)
    date = fields.Date(default=fields.Date.context_today, required=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        "Shop",
        required=True,
        check_company=True,
        domain="[('company_id', '=', company_id), ('bookstore_has_sale_point', '=', True)]",
        default=lambda self: self._get_default_warehouse(),
    )
    partner_id = fields.Many2one("res.partner", "Customer", help="Empty: the counter customer.")
    line_ids = fields.One2many("bookstore.day.sheet.line", "sheet_id", "Sales", copy=True)
    amount_total = fields.Monetary("Total", compute="_compute_amount_total", store=True)
    order_id = fields.Many2one("sale.order", "Sales Order", readonly=True, copy=False)
    state = fields.Selection(
        [("draft", "Being typed"), ("done", "Posted"), ("undone", "Undone")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )

    @api.model
    def _get_default_warehouse(self):
        """The bookshop one works in, that of one's last sheet, or the first with a sale point."""
        warehouses = self.env["stock.warehouse"].search(
            [("company_id", "=", self.env.company.id), ("bookstore_has_sale_point", "=", True)]
        )
        # sudo: in which shop somebody is tells nothing of its stock
        here = self.env.company._get_bookstore_place_here().sudo().warehouse_id
        if here in warehouses:
            return here.sudo(False)
        last = self.search(
            [("create_uid", "=", self.env.uid), ("warehouse_id", "in", warehouses.ids)],
            order="id desc",
            limit=1,
        )
        return last.warehouse_id or warehouses[:1]

    @api.depends("date")
    def _compute_name(self):
        for sheet in self:
            sheet.name = self.env._("Sales of %s", format_date(self.env, sheet.date))

    @api.depends("line_ids.amount")
    def _compute_amount_total(self):
        for sheet in self:
            sheet.amount_total = sum(sheet.line_ids.mapped("amount"))

    @api.onchange("date")
    def _onchange_date(self):
        self.line_ids._follow_day()

    def write(self, vals):
        result = super().write(vals)
        if "date" in vals:
            self.filtered(lambda sheet: sheet.state == "draft").line_ids._follow_day()
        return result

    def _get_scan_message(self, line, product):
        return product.bookstore_places

    def _get_scan_header(self):
        return {
            "title": self.name,
            "subtitle": self.warehouse_id.name,
            "total": sum(self.line_ids.mapped("quantity")),
            "expected": False,
            "can_create": True,
        }

    def action_post(self):
        """Sell and hand over everything on the sheet."""
        for sheet in self:
            sheet._take_turn("done")
            if not sheet.line_ids:
                raise UserError(
                    self.env._("“%s” has no sale. Search the titles sold first.", sheet.name)
                )
            # sudo: whoever copies the sheet sells and delivers, and no more than what is on it
            sheet.sudo()._post_sales()
        return True

    def _post_sales(self):
        self.line_ids._check_whole_copies()
        self.order_id = self.env["sale.order"].create(self._prepare_order_vals())
        self.order_id.action_confirm()
        # Confirming dates the order of now; its sales are of the day of the sheet.
        self.order_id.date_order = self._get_moment()
        pickings = self.order_id.picking_ids.filtered(lambda picking: picking.state != "cancel")
        self._set_places(pickings)
        for move in pickings.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        for picking in pickings:
            picking._action_done()
        self._book_takings()
        self.state = "done"

    def _set_places(self, pickings):
        """Where the copies leave from: the shop's own deliveries; overridden for other places."""

    def _get_moment(self):
        """Noon of the day of the sheet, now for the sheet of today."""
        noon = fields.Datetime.to_datetime(self.date).replace(hour=12)
        return min(noon, fields.Datetime.now())

    def action_undo(self):
        """The copies come back and the sales order is cancelled: nothing was sold that day."""
        for sheet in self:
            sheet._take_turn("undone")
            sheet._check_not_invoiced()
            # sudo: same reason as posting it
            sheet.sudo()._undo()
        return True

    def _get_other_invoices(self):
        """Invoices of these sales that the sheet did not make."""
        sheet = self.sudo()  # sudo: invoices are looked at, not shown
        others = sheet.order_id.invoice_ids - sheet.invoice_id
        return others.filtered(
            lambda invoice: (
                invoice.state == "posted"
                and invoice.move_type == "out_invoice"
                and not invoice._bookstore_is_undone()
            )
        )

    def _check_not_invoiced(self):
        if self._get_other_invoices():
            raise UserError(
                self.env._(
                    "The sales of “%s” are invoiced. Make the credit note first, then undo the"
                    " sheet.",
                    self.name,
                )
            )

    def _undo(self):
        sold = self.order_id.picking_ids.move_ids.filtered(lambda move: move.state == "done")
        moves = self.env["stock.move"]
        vals_list = [
            move._prepare_bookstore_undo_vals(
                origin=self.name, sale_line_id=move.sale_line_id.id, to_refund=True
            )
            for move in sold
        ]
        moves.create(vals_list)._action_done()
        self._reverse_takings()
        self.order_id.action_unlock()
        self.order_id._action_cancel()
        self.state = "undone"

    def _prepare_order_vals(self):
        return {
            "partner_id": (self.partner_id or self._get_counter_customer()).id,
            "company_id": self.company_id.id,
            "warehouse_id": self.warehouse_id.id,
            "date_order": self._get_moment(),
            "origin": self.name,
            "order_line": [
                Command.create(
                    {
                        "product_id": line.product_id.id,
                        "product_uom_qty": line.quantity,
                        "price_unit": line.price,
                    }
                )
                for line in self.line_ids
            ],
        }

    def _get_counter_customer(self):
        """The customer nobody asked the name of (B6)."""
        return self.env.ref("bookstore_deposit.partner_counter_customer")

    def action_view_order(self):
        """The sales order made from the sheet."""
        return self.order_id._get_records_action()
