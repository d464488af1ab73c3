from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "tech.mark.mixin"]
    _tech_marks = frozenset({"tech_case_id"})

    tech_case_id = fields.Many2one(
        "tech.case", string="After-Sales Case", readonly=True, copy=False, index="btree_not_null"
    )

    def _tech_is_live(self):
        """Whether this credit note gives something: not cancelled, not taken back as a whole."""
        self.ensure_one()
        return self.state != "cancel" and not self.reversal_move_ids.filtered(
            lambda move: self._tech_is_taken_back_by(move) and move._tech_is_live()
        )

    def _tech_is_taken_back_by(self, reversal):
        return (
            reversal.state == "posted"
            and reversal.currency_id == self.currency_id
            and reversal.commercial_partner_id == self.commercial_partner_id
            and self.currency_id.is_zero(abs(reversal.amount_total) - abs(self.amount_total))
        )

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:  # posted, reset, cancelled: whatever the way
            # sudo: what cases decided counts, whoever does it
            self.sudo().filtered(lambda move: move.is_sale_document())._tech_check_state()
        return result

    def _tech_check_state(self):
        posted = self.filtered(lambda move: move.state == "posted")
        posted._tech_check_refunds()
        for reversal in self.filtered("reversed_entry_id"):
            reversal._tech_check_revived()
        for line in (self - posted).filtered(lambda move: move.state == "cancel").invoice_line_ids:
            line._tech_refuse_decided()

    # --- when a credit note counts ----------------------------------------------------------------

    def _tech_get_product_lines(self):
        return self.invoice_line_ids.filtered(lambda line: line.display_type == "product")

    def _tech_check_refunds(self):
        """A credit note says what its case decided, and by hand nothing is credited again."""
        lines = self._tech_get_product_lines()
        for note in lines.filtered("tech_case_line_id").move_id:
            note._tech_check_note()
        for case_line in lines.tech_case_line_id:
            case_line._check_credit()
        refunds = lines.filtered(lambda line: line._tech_is_credit())
        self._tech_check_by_hand(refunds.filtered(lambda line: not line.tech_case_line_id))

    def _tech_check_note(self):
        """A credit note of a case is of one invoice and its customer, and of the case alone."""
        lines = self._tech_get_product_lines()
        marked = lines.filtered("tech_case_line_id")
        invoice = marked.tech_origin_line_id.move_id
        wrong = (
            self.move_type != "out_refund"
            or marked != lines
            or invoice != self.reversed_entry_id
            or invoice.commercial_partner_id != self.commercial_partner_id
            or invoice.currency_id != self.currency_id
        )
        if wrong:
            raise UserError(
                self.env._(
                    "%(note)s gives what %(case)s decided: it stays a credit note of %(invoice)s, to "
                    "its customer, in its currency and with nothing else on it. Put other lines on a "
                    "credit note of their own; or undo the decision in the case and decide again.",
                    note=self.display_name,
                    case=", ".join(marked.tech_case_line_id.case_id.mapped("name")),
                    invoice=", ".join(invoice.mapped("display_name")),
                )
            )

    def _tech_check_revived(self):
        """Whoever takes a reversal back gives the reversed credit note again: not if its case
        decided anew, or undid the decision, in the meantime."""
        for note in self._tech_get_reversed():
            for case_line in note.invoice_line_ids.tech_case_line_id:
                case_line._take_sources()
                if case_line._is_credited_wrong():
                    raise UserError(
                        self.env._(
                            "%(reversal)s stays: without it %(note)s would be given again, and "
                            "%(case)s decided otherwise since. Decide there what else is credited.",
                            reversal=self.display_name,
                            note=note.display_name,
                            case=case_line.case_id.name,
                        )
                    )
            lines = note._tech_get_product_lines()
            self._tech_check_by_hand(lines.filtered(lambda line: not line.tech_case_line_id))

    def _tech_get_reversed(self):
        """Credit notes that this reverses, or whose reversal it reverses, and that count now."""
        notes = move = self.reversed_entry_id
        while move := move.reversed_entry_id - notes:
            notes |= move
        return notes.filtered(
            lambda note: (
                note.move_type == "out_refund" and note.state == "posted" and note._tech_is_live()
            )
        )

    def _tech_check_by_hand(self, credits):
        origins = credits.tech_origin_line_id
        for credit in credits - origins:
            origins |= credit.move_id.reversed_entry_id.invoice_line_ids.filtered(
                lambda line, product=credit.product_id: product and line.product_id == product
            )
        sold = credits.sale_line_ids | origins.sale_line_ids
        case_lines = self._tech_find_case_lines(sold, origins)
        if not case_lines:
            return
        # in the order of a decision: whoever decides at this moment starts again, or this does
        self.env["suite.concurrency"]._take(sold.sorted("id"))
        self.env["suite.concurrency"]._take(origins.sorted("id"))
        for case_line in case_lines.filtered(lambda line: line.state == "decided"):
            case_line._check_balance()

    def _tech_find_case_lines(self, sold, origins):
        """Lines of cases about these order lines and invoice lines."""
        return self.env["tech.case.line"].search(
            Domain("sale_line_id", "in", sold.ids) | Domain("invoice_line_id", "in", origins.ids)
        )

    def _tech_get_customers(self):
        """Whose purchase it is: who pays, who receives, who ordered."""
        orders = self.line_ids.sale_line_ids.order_id
        people = self.partner_id | self.partner_shipping_id | orders.partner_id
        return people.commercial_partner_id

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
