from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command

from ..core.errors import DataError

CENT = 0.005


class ShopRefund(models.Model):
    """A credit slip of a shop. It becomes one credit note on the invoice of its order, on the lines
    and taxes that were sold; until that invoice is posted it waits."""

    _name = "shop.refund"
    _description = "Shop Credit Slip"
    _inherit = ["suite.guard.mixin", "shop.refund.lines"]
    _order = "refunded_at desc, id desc"
    _rec_name = "external_key"

    channel_id = fields.Many2one(
        "shop.channel", string="Shop", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="channel_id.company_id", store=True, index=True)
    external_key = fields.Char(string="Number in the shop", required=True)
    order_id = fields.Many2one("sale.order", required=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one(related="order_id.partner_invoice_id", string="Customer")
    currency_id = fields.Many2one(related="order_id.currency_id")
    refunded_at = fields.Datetime(string="Refunded on")
    amount = fields.Monetary(help="Tax included")
    payload = fields.Json()
    move_id = fields.Many2one(
        "account.move", string="Credit note", readonly=True, copy=False, index="btree_not_null"
    )
    return_id = fields.Many2one("stock.picking", readonly=True, copy=False, index="btree_not_null")
    state = fields.Selection(
        [
            ("waiting", "Waits for the invoice"),
            ("error", "Needs you"),
            ("done", "Credited"),
            ("ignored", "Left out"),
        ],
        default="waiting",
        required=True,
        index=True,
    )
    error_code = fields.Char()
    error_params = fields.Json()
    error_text = fields.Char(compute="_compute_error_text", string="Cause")

    _external_unique = models.UniqueIndex(
        "(channel_id, order_id, external_key)", "A credit slip of the shop exists once."
    )

    @api.depends("error_code", "error_params")
    @api.depends_context("lang")
    def _compute_error_text(self):
        for refund in self:
            refund.error_text = self.env["shop.error"]._explain(
                refund.error_code, refund.error_params
            )

    def write(self, vals):
        """What the shop said stays; its state has buttons."""
        if not self.env.su:
            raise AccessError(self.env._("A credit slip stays as the shop wrote it."))
        return super().write(vals)

    # -- actions --------------------------------------------------------------------------------------

    def action_credit(self):
        """Try to write the credit notes now."""
        self._assert_accountant()
        # sudo: nothing of it comes from the person who presses the button.
        self.filtered(lambda refund: refund.state in ("waiting", "error")).sudo()._credit()

    def action_ignore(self):
        """Leave these credit slips out of the accounts."""
        self._assert_accountant()
        todo = self.filtered(lambda refund: refund.state in ("waiting", "error"))
        # sudo: who may invoice decides; nothing but the state is written.
        for refund in todo.sudo():
            refund.state = "ignored"
            refund.order_id._shop_note(
                self.env._("Credit slip %s of the shop is left out.", refund.external_key)
            )

    def action_return_goods(self):
        """The goods came back: a return of the refunded pieces, to be counted and validated."""
        self.ensure_one()
        self._assert_accountant(stock=True)
        if not self.return_id:
            # sudo: the clerk's right was asked; the slip itself has no writer.
            refund = self.sudo()
            refund.return_id = refund._make_return()
        return {
            "type": "ir.actions.act_window",
            "res_model": "stock.picking",
            "res_id": self.return_id.id,
            "view_mode": "form",
        }

    def action_open_move(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }

    def _assert_accountant(self, stock=False):
        self.check_access("read")
        groups = ["account.group_account_invoice"] + (["stock.group_stock_user"] if stock else [])
        if not self.env.su and not any(map(self.env.user.has_group, groups)):
            raise AccessError(
                self.env._("Credit slips are decided about by those who may invoice.")
            )

    # -- business -------------------------------------------------------------------------------------

    @api.model
    def _take_over(self, channel, order, document):
        """File the credit slips that a document names; each once."""
        known = set(order.shop_refund_ids.mapped("external_key"))
        new = [entry for entry in document.get("refunds", []) if entry["id"] not in known]
        refunds = self.create([self._prepare_vals(channel, order, entry) for entry in new])
        for refund in refunds:
            order._shop_note(
                self.env._(
                    "The shop refunded %(amount)s (credit slip %(number)s).",
                    amount=refund._spell_amount(),
                    number=refund.external_key,
                )
            )
        refunds._credit()
        return refunds

    @api.model
    def _prepare_vals(self, channel, order, entry):
        total = sum(float(line["tax_incl"]) for line in entry["lines"])
        return {
            "channel_id": channel.id,
            "order_id": order.id,
            "external_key": entry["id"],
            "refunded_at": fields.Datetime.to_datetime(
                entry["refunded_at"].replace("T", " ").rstrip("Z")
            ),
            "amount": order.currency_id.round(total + float(entry["shipping"]["tax_incl"])),
            "payload": entry,
        }

    def _credit(self):
        """Write the credit notes of those whose invoice is posted; a second call changes nothing."""
        for refund in self.filtered(lambda refund: not refund.move_id):
            try:
                with self.env.cr.savepoint():
                    refund._credit_one()
            except OperationalError:
                raise
            except Exception as error:
                # Somebody posts an invoice just now: whatever is wrong with the slip waits for a
                # person, and the invoice is posted.
                _kind, code, params = self.env["shop.engine"]._classify(error, refund)
                refund.write({"state": "error", "error_code": code, "error_params": params})

    def _credit_one(self):
        invoice = self.order_id.invoice_ids.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice"
        )[:1]
        if not invoice or not self.amount:
            return
        move = self.env["account.move"].create(self._prepare_move_vals(invoice))
        if abs(move.amount_total - self.amount) >= CENT:
            raise DataError(
                "refund_mismatch", shop=f"{self.amount:.2f}", computed=f"{move.amount_total:.2f}"
            )
        move.action_post()
        self.write(
            {"state": "done", "move_id": move.id, "error_code": False, "error_params": False}
        )
        self.order_id._shop_reconcile_payments()

    def _prepare_move_vals(self, invoice):
        return {
            "move_type": "out_refund",
            "company_id": self.company_id.id,
            "partner_id": invoice.partner_id.id,
            "currency_id": invoice.currency_id.id,
            "journal_id": invoice.journal_id.id,
            "fiscal_position_id": invoice.fiscal_position_id.id,
            "invoice_date": self.channel_id._get_local_day(self.refunded_at),
            "invoice_origin": self.order_id.name,
            "ref": self.env._(
                "Credit slip %(number)s of %(reference)s",
                number=self.external_key,
                reference=self.order_id.shop_reference or self.order_id.name,
            ),
            "reversed_entry_id": invoice.id,
            "invoice_line_ids": [Command.create(vals) for vals in self._prepare_lines()],
        }

    def _spell_amount(self):
        return self.currency_id.format(self.amount)
