from collections import defaultdict
from math import inf

from odoo import models
from odoo.exceptions import UserError

from ..core.quantities import (
    EPSILON,
    Delivered,
    HandCredit,
    InvoiceLine,
    as_invoiced,
    balance,
    left_on_lines,
    refundable,
    replaceable,
)
from .tech_case import OPEN
from .tech_case_line import MONEY, SETTLING


class TechCaseLine(models.Model):
    """What may still be made good of a sale."""

    _inherit = "tech.case.line"

    # --- how much is left -------------------------------------------------------------------------

    def _guard_quantity(self):
        """Nothing twice, over all cases, hand-made credit notes and two people at once."""
        own = self.sudo()  # sudo: what others decided and credited counts, whoever may see it
        own._take_sources()
        left = own._get_left()
        if own.quantity > left + EPSILON:
            raise UserError(
                self.env._(
                    "%(line)s of %(case)s: %(wanted)g %(unit)s wanted, %(left)g left. The rest was "
                    "never delivered or invoiced to this customer, or was refunded, credited or "
                    "replaced already. Correct the quantity, or name the order line, the invoice "
                    "line or the serial number it comes from.",
                    line=self.display_name,
                    case=self.case_id.name,
                    wanted=self.quantity,
                    unit=self.uom_id.name,
                    left=left,
                )
            )

    def _take_sources(self):
        """Whoever decides on the same sale at the same moment starts again."""
        concurrency = self.env["suite.concurrency"]
        concurrency._take(self.lot_id)
        concurrency._take(self.sale_line_id)
        concurrency._take(self._get_invoice_lines().sorted("id"))

    def _get_left(self):
        facts = self._get_facts()
        left = refundable(facts) if self.decision in MONEY else replaceable(facts)
        if self.decision in MONEY:
            left = min(left, self._get_left_to_credit())
        if self.lot_id and self._has_moves():
            left = min(left, replaceable(self._get_lot_facts()))
        return left

    def _get_left_to_credit(self):
        return sum(self._get_left_on_lines().values())

    # --- what the customer himself may report -----------------------------------------------------

    def _check_reported(self):
        """A customer names what he received, still has and did not report already."""
        for line in self.sudo():  # sudo: deliveries and cases of all count, whoever may see them
            line._take_sources()
            left = line._get_left_to_report()
            if not 0 < line.quantity <= left + EPSILON:
                raise UserError(
                    self.env._(
                        "%(product)s: you named %(wanted)g, and %(left)g can be reported. The rest "
                        "was not delivered, came back or was made good, or we already work on it.",
                        product=line.product_id.display_name,
                        wanted=line.quantity,
                        left=left,
                    )
                )

    def _get_left_to_report(self):
        """What was not made good, is with him, and is in no open case."""
        facts = self._get_facts()
        if self.product_id.type != "consu":
            facts = facts._replace(out=max(facts.out, self._get_rendered()))
        at_work = self._get_at_work()
        left = min(replaceable(facts), self._get_held(at_work))
        if self.kind != "support":
            left -= sum(at_work.mapped("quantity"))
        return max(left, 0.0)

    def _get_held(self, at_work):
        """What is with the customer, or came for an open case; no limit where nothing is moved."""
        moves = self._get_moves()
        moves = moves.filtered(lambda move: move.tech_case_line_id not in at_work)
        out = moves.filtered(
            lambda move: (
                move.location_dest_id.usage == "customer" and move.location_id.usage != "customer"
            )
        )
        back = moves.filtered(
            lambda move: (
                move.location_id.usage == "customer" and move.location_dest_id.usage != "customer"
            )
        )
        return sum(map(self._count, out)) - sum(map(self._count, back)) if out else inf

    def _get_rendered(self):
        """Of a service or a kit: what was delivered, invoiced or not."""
        sold = self.sale_line_id
        return sold.product_uom_id._compute_quantity(sold.qty_delivered, self.uom_id, round=False)

    def _get_at_work(self):
        """Lines of open cases: to be decided, or in repair."""
        return self.search(
            [
                ("sale_line_id", "=", self.sale_line_id.id),
                ("case_id.state", "in", OPEN),
                ("kind", "!=", "support"),
                ("id", "not in", self.ids),
                *("|", ("state", "=", "draft"), ("decision", "=", "repair")),
            ]
        )

    def _has_moves(self):
        return self.product_id.type == "consu" and not (
            self.invoice_line_id and not self.sale_line_id
        )

    def _get_facts(self):
        if self.sale_line_id:
            return self._get_order_facts()
        if self.invoice_line_id:
            return self._get_invoice_facts()
        return self._get_lot_facts() if self.lot_id else Delivered()

    def _get_order_facts(self):
        invoiced = sum(map(self._count_invoiced, self._get_invoice_lines()))
        out, back = self._get_delivered() if self.product_id.type == "consu" else (invoiced, 0.0)
        return Delivered(
            out=out,
            back=back,
            invoiced=invoiced,
            credited=sum(map(self._count_credited, self._get_hand_credits())),
            settled=self._get_settled("sale_line_id"),
        )

    def _get_delivered(self):
        """Return what was delivered of the order line, and what came back by hand."""
        if self._is_kit():  # its moves are of other goods; Odoo counts whole kits
            return self._get_rendered(), 0.0
        moves = self._get_moves()
        return (
            sum(map(self._count, moves.filtered(self._is_delivery))),
            sum(map(self._count, moves.filtered(self._is_return_by_hand))),
        )

    def _get_invoice_facts(self):
        invoiced = sum(map(self._count_invoiced, self._get_invoice_lines()))
        credited = sum(map(self._count_credited, self._get_hand_credits()))
        settled = self._get_settled("invoice_line_id")
        return Delivered(out=invoiced, invoiced=invoiced, credited=credited, settled=settled)

    def _get_lot_facts(self):
        lines = self.env["stock.move.line"].search(
            [("lot_id", "=", self.lot_id.id), ("state", "=", "done")]
        )
        out = lines.filtered(lambda line: self._is_delivery(line.move_id))
        back = lines.filtered(lambda line: self._is_return_by_hand(line.move_id))
        return Delivered(
            out=sum(out.mapped("quantity_product_uom")) - sum(back.mapped("quantity_product_uom")),
            settled=self._get_settled("lot_id"),
        )

    def _get_moves(self):
        """Done moves of the sale: its own, those of cases, and returns of either."""
        moves = (
            self.sale_line_id.move_ids
            | self.search([("sale_line_id", "=", self.sale_line_id.id)]).move_ids
        )
        moves |= moves.returned_move_ids
        return moves.filtered(lambda move: move.state == "done" and not move.repair_id)

    def _is_delivery(self, move):
        repaired = move.tech_case_line_id.decision == "repair"
        return (
            move.location_dest_id.usage == "customer"
            and move.location_id.usage != "customer"
            and not repaired
        )

    def _is_return_by_hand(self, move):
        return (
            move.location_id.usage == "customer"
            and move.location_dest_id.usage != "customer"
            and not move.tech_case_line_id
        )

    def _count(self, move):
        return move.product_uom._compute_quantity(
            move.quantity, self.uom_id, rounding_method="HALF-UP"
        )

    def _count_invoiced(self, line):
        return line.product_uom_id._compute_quantity(line.quantity, self.uom_id, round=False)

    def _count_credited(self, line):
        """A credit note says what it gives; on an invoice beside other goods it is negative."""
        quantity = self._count_invoiced(line)
        return -quantity if line.move_id.move_type == "out_invoice" else quantity

    def _get_settled(self, name):
        others = self.search(
            [
                (name, "=", self[name].id),
                ("state", "=", "decided"),
                ("decision", "in", SETTLING),
                ("id", "not in", self.ids),
            ]
        )
        return sum(others.mapped("quantity"))

    # --- invoices ---------------------------------------------------------------------------------

    def _get_invoice_lines(self):
        """Posted invoice lines that may be credited, the last one first."""
        return (
            self._get_billed_lines()
            .filtered(
                lambda line: (
                    line.move_id.move_type == "out_invoice"
                    and line.parent_state == "posted"
                    and line.quantity > 0
                )
            )
            .sorted(lambda line: (line.date, line.id), reverse=True)
        )

    def _get_billed_lines(self):
        return self.invoice_line_id or self.sale_line_id.invoice_lines

    def _get_hand_credits(self):
        """Lines by which somebody credited by hand the same invoices or order line: on a credit
        note, or among other goods on an invoice."""
        lines = self._get_invoice_lines()
        sold = self.sale_line_id.invoice_lines | lines.move_id.reversal_move_ids.invoice_line_ids
        return sold.filtered(
            lambda line: (
                line._tech_is_credit()
                and line.move_id._tech_is_live()
                and line.display_type == "product"
                and not line.tech_case_line_id
                and self._is_credit_of(line, lines)
            )
        )

    def _is_credit_of(self, credit, lines):
        origin = credit.tech_origin_line_id
        if origin and origin.move_id == credit.move_id.reversed_entry_id:
            return origin in lines
        return credit.product_id == self.product_id

    def _get_left_on_lines(self):
        """What may still be credited of each invoice line, in the unit of the product."""
        lines = self._get_invoice_lines()
        settled = defaultdict(float)
        for credit in self._get_own_credits(lines):
            settled[credit.tech_origin_line_id.id] += self._count_invoiced(credit)
        unknown = []
        for credit in self._get_hand_credits():
            quantity = self._count_credited(credit)
            if credit.tech_origin_line_id:
                settled[credit.tech_origin_line_id.id] += quantity
            else:
                unknown.append(HandCredit(self.product_id.id, quantity, credit.price_unit))
        sold = [
            InvoiceLine(line.id, self.product_id.id, self._count_invoiced(line), line.price_unit)
            for line in lines
        ]
        return left_on_lines(sold, unknown, settled)

    def _get_own_credits(self, lines):
        """Credits of decided lines of cases on these invoice lines."""
        credits = self.env["account.move.line"].search(
            [
                ("tech_origin_line_id", "in", lines.ids),
                ("tech_case_line_id.state", "=", "decided"),
            ]
        )
        return credits.filtered(lambda credit: credit.move_id._tech_is_live())

    def _check_balance(self):
        """A credit note by hand must not give again what this line gave."""
        self._take_sources()
        facts = self._get_facts()
        facts = facts._replace(settled=facts.settled + self.quantity)
        if balance(as_invoiced(facts)) < -EPSILON:
            raise UserError(
                self.env._(
                    "%(line)s was made good by %(case)s already: with this credit note, and drafts "
                    "of others, more would be given back than the customer received. Reduce the "
                    "credit note, or undo the decision in the case.",
                    line=self.display_name,
                    case=self.case_id.name,
                )
            )
