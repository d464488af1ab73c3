from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_technical_aftersales.core.quantities import EPSILON, refundable
from odoo.addons.crm_technical_aftersales.core.warranty import SOLD, Event, warranty_end

from .pos_order import PAID

TOLD = {"qty", "price_unit", "discount", "tax_ids", "refunded_orderline_id", "order_id"}


class PosOrderLine(models.Model):
    _name = "pos.order.line"
    _inherit = ["pos.order.line", "tech.mark.mixin"]
    _tech_marks = frozenset({"tech_case_line_id"})

    tech_case_line_id = fields.Many2one(
        "tech.case.line",
        string="Decided By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    tech_case_line_ids = fields.One2many(
        "tech.case.line",
        "pos_line_id",
        string="In Cases",
        groups="crm_technical_aftersales.group_aftersales_user",
    )
    tech_settled_qty = fields.Float(
        string="Made Good Otherwise",
        compute="_compute_tech_settled_qty",
        compute_sudo=True,
        digits="Product Unit",
        help="What after-sales cases refunded, credited or replaced besides refunds of the till.",
    )
    tech_warranty_until = fields.Date(
        string="Under Warranty Until", compute="_compute_tech_warranty_until"
    )

    @api.depends("qty", "refund_orderline_ids.order_id.state", "tech_case_line_ids.state")
    def _compute_tech_settled_qty(self):
        concerned = self.env["tech.case.line"].search(
            [("pos_line_id", "in", self.ids), ("state", "=", "decided")]
        )
        deciders = {case_line.pos_line_id: case_line for case_line in concerned}
        for line in self:
            decider = deciders.get(line)
            gone = line.qty - refundable(decider._get_till_facts()) if decider else 0
            line.tech_settled_qty = max(gone - line._tech_get_refunded(), 0)

    def _tech_get_refunded(self):
        """Units on refunds of the till, of cases and by hand, drafts too."""
        live = self.refund_orderline_ids.filtered(lambda line: line.order_id.state != "cancel")
        return -sum(live.mapped("qty"))

    @api.depends("tech_settled_qty")
    def _compute_refund_qty(self):
        super()._compute_refund_qty()
        for line in self:
            line.refunded_qty += line.tech_settled_qty

    def _compute_tech_warranty_until(self):
        """From the sale, or from the last replacement of a case."""
        events = self._tech_get_events()
        for line in self:
            line.tech_warranty_until = warranty_end(
                events[line.id],
                line.product_id.tech_warranty_months,
                line.company_id.tech_repair_months,
            )

    def _tech_get_events(self):
        """``{line id: its sale, and the replacements of cases}``"""
        # sudo: days of deliveries, whoever may see them
        moves = self.sudo().tech_case_line_ids.move_ids.filtered(
            lambda move: (
                move.state == "done"
                and move.location_dest_id.usage == "customer"
                and move.tech_case_line_id.decision != "repair"
            )
        )
        events = {}
        for line in self:
            sent = moves.filtered(
                lambda move, line=line: move.tech_case_line_id.pos_line_id == line
            )
            sold = fields.Datetime.context_timestamp(line, line.order_id.date_order).date()
            events[line.id] = [
                Event(sold, SOLD),
                *(Event(move.date.date(), SOLD) for move in sent),
            ]
        return events

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), "tech_settled_qty"]

    def _tech_find_invoice_line(self):
        """Its line of the receipt's invoice: of equal ones, in the order of the receipt."""
        # sudo: whoever may see the receipt may know how it was billed
        own = self.sudo()
        invoice = own.order_id.account_move
        if not invoice or own.qty <= 0:
            return self.env["account.move.line"]
        key = own._tech_get_likeness()
        twins = invoice.pos_order_ids.lines.sorted("id").filtered(
            lambda line: line._tech_get_likeness() == key
        )
        billed = invoice.invoice_line_ids.sorted("id").filtered(
            lambda line: line._tech_get_likeness() == key
        )
        place = twins.ids.index(own.id)
        # sudo: no more rights than before
        return billed[place : place + 1].sudo(self.env.su)

    def _tech_get_likeness(self):
        return (self.product_id, self.qty, self.price_unit, self.discount)

    # --- a refund counts when it is paid ----------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._tech_check_paid()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if TOLD & vals.keys():
            self._tech_check_paid()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_tech_paid(self):
        for line in self.filtered(lambda one: one.order_id.state in PAID):
            # sudo: whoever may touch the refund, the case decides
            if decided := line.sudo().tech_case_line_id:
                raise UserError(
                    self.env._(
                        "%(refund)s gave what %(case)s decided: it stays.",
                        refund=line.order_id.display_name,
                        case=decided.case_id.name,
                    )
                )

    def _tech_check_paid(self):
        """Paid refunds give what was not made good yet, and those of cases what was decided."""
        # sudo: what cases decided counts, whoever stands at the till
        refunds = self.sudo().filtered(
            lambda line: line.refunded_orderline_id and line.order_id.state in PAID
        )
        sold = refunds.refunded_orderline_id.sorted("id")
        # whoever decides about these products at this moment starts again, or this does
        self.env["suite.concurrency"]._take(sold)
        for case_line in refunds.tech_case_line_id:
            case_line._check_till_refund()
        by_hand = refunds.filtered(lambda line: not line.tech_case_line_id)
        for line in by_hand.refunded_orderline_id:
            line._tech_check_by_hand()

    def _tech_check_by_hand(self):
        decided = self.tech_case_line_ids.filtered(lambda line: line.state == "decided")
        if not decided:
            return
        facts = decided[0]._get_till_facts(paid_only=True)
        if refundable(facts._replace(credited=0)) < facts.credited - EPSILON:
            raise UserError(
                self.env._(
                    "%(product)s of receipt %(receipt)s was made good by %(case)s already: refund "
                    "less of it, or have the decision undone in the case.",
                    product=self.full_product_name or self.product_id.display_name,
                    receipt=self.order_id.pos_reference or self.order_id.name,
                    case=", ".join(decided.case_id.mapped("name")),
                )
            )
