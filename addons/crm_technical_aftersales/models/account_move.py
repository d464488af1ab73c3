from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class AccountMove(models.Model):
    _inherit = "account.move"

    tech_case_id = fields.Many2one(
        "tech.case", string="After-Sales Case", readonly=True, copy=False, index="btree_not_null"
    )

    def _tech_is_live(self):
        """Whether this credit note gives something: not cancelled, not taken back as a whole."""
        self.ensure_one()
        undone = self.reversal_move_ids.filtered(
            lambda move: (
                move.state == "posted"
                and self.currency_id.is_zero(abs(move.amount_total) - abs(self.amount_total))
            )
        )
        return self.state != "cancel" and not undone

    def _post(self, soft=True):
        # sudo: what cases decided counts, whoever posts
        self.sudo().filtered(lambda move: move.move_type == "out_refund")._tech_check_refunds()
        return super()._post(soft)

    def _tech_check_refunds(self):
        """A credit note says what its case decided, and by hand nothing is credited again."""
        lines = self.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        for case_line in lines.tech_case_line_id:
            case_line._check_credit()
        self._tech_check_by_hand(lines.filtered(lambda line: not line.tech_case_line_id))

    def _tech_check_by_hand(self, credits):
        origins = credits.tech_origin_line_id
        for credit in credits - origins:
            origins |= credit.move_id.reversed_entry_id.invoice_line_ids.filtered(
                lambda line, product=credit.product_id: product and line.product_id == product
            )
        sold = credits.sale_line_ids | origins.sale_line_ids
        concerned = Domain("sale_line_id", "in", sold.ids) | Domain(
            "invoice_line_id", "in", origins.ids
        )
        case_lines = self.env["tech.case.line"].search(concerned)
        if not case_lines:
            return
        # in the order of a decision: whoever decides at this moment starts again, or this does
        self.env["suite.concurrency"]._take(sold.sorted("id"))
        self.env["suite.concurrency"]._take(origins.sorted("id"))
        for case_line in case_lines.filtered(lambda line: line.state == "decided"):
            case_line._check_balance()

    def button_cancel(self):
        for line in self.invoice_line_ids:
            line._tech_refuse_decided()
        return super().button_cancel()

    def action_tech_open_case(self):
        self.ensure_one()
        if self.move_type != "out_invoice" or self.state != "posted":
            raise UserError(self.env._("%(move)s is no posted invoice.", move=self.display_name))
        return self.env["tech.case"]._get_new_action(
            {
                "default_invoice_id": self.id,
                "default_order_id": self.line_ids.sale_line_ids.order_id[:1].id,
                "default_partner_id": self.partner_id.id,
                "default_company_id": self.company_id.id,
                "default_channel": "invoice",
                "default_kind": "claim",
            }
        )
