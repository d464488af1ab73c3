from math import inf

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.bookstore_deposit.core.barcode import ean13_svg
from odoo.addons.bookstore_deposit.core.ownership import EPSILON

# Copies that came serve the first of these.
REASONS = ("client", "deposit", "threshold", "sales", "mark")
NEVER = ("elsewhere", "out_of_print", "replace")
# What a distributor was told, and what it answers to.
AGREED = {"product_id", "product_qty", "product_uom_id"}


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    bookstore_need_ids = fields.One2many(
        "bookstore.need", "order_line_id", "Needs", groups="bookstore_deposit.group_bookstore_user"
    )
    # Not for the portal of the distributor: it names customers.
    bookstore_reasons = fields.Char(
        "Why", compute="_compute_bookstore_reasons", groups="base.group_user"
    )
    bookstore_waiting = fields.Float(
        "Still to Come", compute="_compute_bookstore_waiting", digits="Product Unit"
    )
    bookstore_given_up = fields.Float(
        "Never Coming", compute="_compute_bookstore_waiting", digits="Product Unit"
    )
    bookstore_answer_id = fields.Many2one(
        "bookstore.answer",
        "Answer",
        copy=False,
        help="What the distributor answered to this line.",
    )
    bookstore_answer_date = fields.Date("Expected or Asked again on", copy=False)
    bookstore_replaced_by_id = fields.Many2one(
        "product.product", "Replaced by", copy=False, domain=[("is_storable", "=", True)]
    )

    @api.depends("bookstore_need_ids.reason", "bookstore_need_ids.note")
    def _compute_bookstore_reasons(self):
        reasons = dict(
            self.env["bookstore.need"]._fields["reason"]._description_selection(self.env)
        )
        for line in self:
            line.bookstore_reasons = ", ".join(
                " · ".join(filter(None, [reasons[need.reason], need.note]))
                for need in line.sudo().bookstore_need_ids  # sudo: what is to be ordered and why
            )

    @api.depends("product_qty", "qty_received", "move_ids.state", "state")
    def _compute_bookstore_waiting(self):
        given_up = self._bookstore_get_given_up()
        for line in self:
            gone = given_up[line] if line.state == "purchase" else 0.0
            line.bookstore_given_up = gone
            waiting = line._bookstore_count(line.product_qty - line.qty_received)
            line.bookstore_waiting = max(waiting - gone, 0.0)

    # -- what was ordered does not change ---------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._bookstore_check_open(set(AGREED))
        return lines

    def write(self, vals):
        self._bookstore_check_open(AGREED.intersection(vals), vals)
        result = super().write(vals)
        if vals.get("bookstore_answer_id"):
            self._bookstore_follow_answer()
        return result

    def unlink(self):
        self.check_access("unlink")
        self._bookstore_reopen_left({line: line._bookstore_get_left() for line in self})
        return super().unlink()

    def _merge_po_line(self, rfq_line):
        """The needs follow their copies, which keep their price and their discount."""
        price, discount = min(self.price_unit, rfq_line.price_unit), self.discount
        super()._merge_po_line(rfq_line)
        if self.order_id.is_bookstore_order:
            self.write({"price_unit": price, "discount": discount})
        # sudo: what an order says of its needs
        rfq_line.sudo().bookstore_need_ids.order_line_id = self

    def _bookstore_check_open(self, names, vals=None):
        for line in self:
            order = line.order_id
            if not names or not order.is_bookstore_order or order.state not in ("purchase",):
                continue
            if vals and all(self._bookstore_is_same(line, name, vals[name]) for name in names):
                continue
            raise UserError(
                self.env._(
                    "Order %(order)s was sent to %(partner)s and does not change any more. Say"
                    " “Never arriving” on a line, or make another order.",
                    order=order.name,
                    partner=order.partner_id.name,
                )
            )

    @api.model
    def _bookstore_is_same(self, line, name, value):
        known = line[name]
        return (known.id if isinstance(known, models.BaseModel) else known) == value

    # -- answers -------------------------------------------------------------------------

    def _bookstore_follow_answer(self):
        """What follows from an answer; the copies that came already are not concerned."""
        for line in self:
            consequence = line.bookstore_answer_id.consequence
            if consequence == "ask" and not line.bookstore_answer_date:
                later = fields.Date.add(fields.Date.context_today(line), days=15)
                line.bookstore_answer_date = later
            if consequence not in NEVER or line.state != "purchase":
                continue
            if consequence == "replace":
                line._bookstore_check_replaced()
            before = line.bookstore_given_up
            line._bookstore_give_up(reopen=consequence == "elsewhere")
            if consequence == "replace":
                line._bookstore_replace(line.bookstore_given_up - before)
        gone = self.filtered(
            lambda line: (
                line.state == "purchase" and line.bookstore_answer_id.consequence == "elsewhere"
            )
        )
        # sudo: what follows from the answer, whoever of the buyers notes it
        self.env["bookstore.need"].sudo()._leave_refused(gone)

    def _bookstore_check_replaced(self):
        if not self.bookstore_replaced_by_id:
            raise UserError(
                self.env._(
                    "%s is replaced by another title: say which one, then give the answer again.",
                    self.product_id.name,
                )
            )

    def _bookstore_replace(self, copies):
        """:param copies: that are given up by this answer: taken twice, it asks for none twice"""
        if copies > EPSILON:
            # sudo: what follows from the answer, whoever of the buyers notes it
            self.env["bookstore.need"].sudo().create(
                {
                    "company_id": self.company_id.id,
                    "product_id": self.bookstore_replaced_by_id.id,
                    "quantity": copies,
                    "partner_id": self.order_id.partner_id.id,
                    "note": self.env._("Replaces %s", self.product_id.name),
                }
            )

    def action_bookstore_give_up(self):
        """These copies never arrive: they are no longer on order."""
        self.check_access("write")
        self._bookstore_give_up(reopen=True)
        return True

    def _bookstore_give_up(self, reopen):
        """Cancel what waits, and say so; needs that others may satisfy are open again."""
        before = {line: line.bookstore_given_up for line in self}
        for order, lines in self.sudo().grouped("order_id").items():  # sudo: receipts are stock's
            if any(line.bookstore_waiting > line._bookstore_get_receipts() for line in lines):
                order._create_picking()  # a parcel undone left copies that no receipt waits for
            lines._bookstore_get_waiting_moves()._action_cancel()
        if reopen:
            left = {line: line.bookstore_given_up - copies for line, copies in before.items()}
            self._bookstore_reopen_left(left, ("mark",))
        for line in self:
            line.order_id.message_post(
                body=self.env._(
                    "Never arriving: %(title)s × %(copies)g.",
                    title=line.product_id.name,
                    copies=line.bookstore_given_up,
                )
            )
            if line.qty_received > EPSILON:
                continue  # part of them came: what others still lack follows from the stock
            needs = line.sudo().bookstore_need_ids  # sudo: what an order says of its needs
            left = needs.filtered(lambda need: need.state == "ordered")
            left.write({"state": "dropped", "is_typed": not reopen})  # nobody has them: not again
        needs = self.env["bookstore.need"].sudo()  # sudo: needs follow from the stock
        for company, lines in self.grouped("company_id").items():
            if reopen:
                needs._refresh(company, lines.product_id)

    def _bookstore_get_left(self):
        """Copies that did not come; while none did all that is wanted, whatever number was typed."""
        if self.qty_received <= EPSILON:
            return inf
        return max(self._bookstore_count(self.product_qty - self.qty_received), 0.0)

    def _bookstore_reopen_left(self, left, reasons=REASONS):
        """Copies that do not come by these lines are to be ordered again.

        :param left: ``{line: copies}``
        """
        needs = self.sudo().bookstore_need_ids  # sudo: what an order says of its needs
        needs, opened = needs.filtered(lambda need: need.state == "ordered"), needs.browse()
        for need in needs.sorted(lambda need: REASONS.index(need.reason), reverse=True):
            if need.reason in reasons:
                copies = min(need.quantity, left[need.order_line_id])
                left[need.order_line_id] -= copies
                if copies > EPSILON:
                    need.quantity = copies
                    opened |= need
        opened._reopen()

    def _bookstore_get_waiting_moves(self):
        return self.move_ids.filtered(
            lambda move: (
                move.state not in ("done", "cancel") and move.location_id.usage == "supplier"
            )
        )

    def _bookstore_get_receipts(self):
        return sum(self._bookstore_get_waiting_moves().mapped("product_qty"))

    def action_bookstore_expect_again(self):
        """They will come after all: the receipt waits again."""
        self.check_access("write")
        for order, lines in self.sudo().grouped("order_id").items():  # sudo: same reason
            lines._bookstore_await_again()
            order._create_picking()
            order.message_post(
                body=self.env._("Expected again: %s.", ", ".join(lines.product_id.mapped("name")))
            )
        self.write({"bookstore_answer_id": False, "bookstore_answer_date": False})
        return True

    def _bookstore_await_again(self):
        """Cancelled receipts say no more that copies never come; needs are on the lines again."""
        lines = self.sudo()  # sudo: receipts are stock's, and needs follow from orders
        given_up = lines.move_ids.filtered(lambda move: move.state == "cancel")
        given_up.bookstore_is_answered = True
        lines.env["bookstore.need"]._take_back(lines)
        titles = lines.filtered("product_id.bookstore_is_title")
        for company, group in titles.grouped("company_id").items():
            if company.bookstore_active:
                lines.env["bookstore.need"]._refresh(company, group.product_id)

    def action_bookstore_view_title(self):
        """The record of the title."""
        return self.product_id.product_tmpl_id._get_records_action()

    def _bookstore_get_barcode(self):
        return Markup(ean13_svg(self.product_id.barcode))  # digits only: nothing can be markup
