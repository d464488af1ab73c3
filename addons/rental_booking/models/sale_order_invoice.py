from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Command

from ..core.settlement import settle
from ..core.token import is_settled_later, settled_later
from ..core.workflow import BACK_STATES, INVOICE_STATES, OUT_STATES

_HEAD_FIELDS = (
    "partner_id",
    "partner_shipping_id",
    "fiscal_position_id",
    "invoice_payment_term_id",
    "currency_id",
    "ref",
)


class SaleOrder(models.Model):
    """The drafts that bring what is posted to what is agreed, from the departure to the closing.

    One reconciliation: every change of the booking calls :meth:`_sync_rental_invoice`, which
    computes what should be, takes off what is posted and writes the difference as drafts.
    """

    _inherit = "sale.order"

    rental_invoice_state = fields.Selection(
        list(INVOICE_STATES.items()), "Invoice", compute="_compute_rental_invoice_state"
    )

    @api.depends("order_line.invoice_lines")
    def _compute_rental_invoice_state(self):
        """The invoice that is least far along speaks for the booking."""
        order_of = list(INVOICE_STATES)
        for order in self:
            # sudo: the desk sees the state of the invoice, not the invoice
            states = order.sudo().invoice_ids.filtered("is_rental").mapped("rental_invoice_state")
            order.rental_invoice_state = min(
                filter(None, states), key=order_of.index, default=False
            )

    def _prepare_invoice(self):
        """Also an invoice made by hand before the departure belongs to the booking."""
        values = super()._prepare_invoice()
        if self.is_rental:
            values["rental_order_id"] = self.id
        return values

    def _create_invoices(self, grouped=False, final=False, date=None):
        """Of a booking: what the reconciliation says; nothing else may be invoiced beside it."""
        rentals = self.filtered("is_rental")
        others = self - rentals
        moves = self.env["account.move"]
        if others or not self:
            moves = super(SaleOrder, others)._create_invoices(
                grouped=grouped, final=final, date=date
            )
        for booking in rentals:
            booking.check_access("write")
            moves |= booking._rental_reconcile()
        return moves

    # Reconciliation ---------------------------------------------------------------------------

    def _sync_rental_invoice(self):
        """Bring the drafts of the bookings to what is agreed less what is posted."""
        if is_settled_later(self):
            return
        for order in self.filtered("is_rental"):
            if order._rental_is_invoiced():
                order._rental_reconcile()

    def _rental_is_invoiced(self):
        """From the departure on; before it and after the end only what is invoiced already."""
        if self.rental_state in (*OUT_STATES, *BACK_STATES):
            return True
        # sudo: the desk follows bookings, it may not read invoices
        lines = self.sudo().order_line.filtered(lambda line: not line.is_downpayment)
        return any(
            state in ("draft", "posted") for state in lines.invoice_lines.mapped("parent_state")
        )

    def _rental_reconcile(self):
        """The drafts (account.move) that are left to post.

        Two desks that change one booking meet on its row: the second one is replayed.
        """
        self.ensure_one()
        # sudo: the counter makes the draft, it has no accounting rights
        order = self.sudo().with_company(self.company_id)
        order = order.with_context(
            lang=self.partner_invoice_id.lang or self._rental_outside().env.lang
        )
        posted = order._rental_get_posted()
        documents = settle(order._rental_get_agreed(), posted, order._rental_get_gross)
        spare = order._rental_get_drafts()
        moves = self.env["account.move"]
        for party, document in documents.items():
            move_type = "out_refund" if document.is_refund else "out_invoice"
            draft = order._rental_find_draft(spare, party, move_type, documents)
            spare -= draft
            values = order._rental_prepare_lines(document, posted.get(party, {}))
            moves |= order._rental_write_draft(draft, party, move_type, values)
        order._rental_empty_drafts(spare)
        return moves.sudo(self.env.su)  # sudo: given back as the caller may see them

    def _rental_get_agreed(self):
        """{party: {(line, taxes): amount}} of the booking as it stands, to the cent of its total."""
        agreed = defaultdict(float)
        lines = self.order_line.filtered(lambda line: not line.display_type)
        for line, amount in (lines - lines.filtered("is_downpayment"))._rental_get_agreed_amounts():
            if amount:
                agreed[line._rental_get_family(), line.tax_ids] += amount
        return {self.partner_invoice_id: dict(agreed)}

    def _rental_get_gross(self, key, amount):
        _line, taxes = key
        return taxes.compute_all(amount, self.currency_id)["total_included"]

    def _rental_get_posted(self):
        """{party: {(line, taxes): amount}} of what is posted; a credit note counts below zero."""
        posted = defaultdict(lambda: defaultdict(float))
        lines = self.order_line.invoice_lines.filtered(lambda line: line.parent_state == "posted")
        for line in lines.filtered(lambda line: line.display_type == "product"):
            key = line.sale_line_ids[:1]._rental_get_family(), line.tax_ids
            posted[line.move_id.partner_id][key] += line._rental_get_posted_amount()
        return posted

    def _rental_prepare_lines(self, document, posted):
        """Values of the draft's lines: goods in full the first time, later the difference."""
        values = []
        for (line, taxes), amount in document.amounts.items():
            sign = -1 if document.is_refund else 1
            options = {"sequence": len(values), "tax_ids": [Command.set(taxes.ids)]}
            if (line, taxes) in posted:
                values.append(line._rental_prepare_correction(amount, options, sign))
                continue
            family = self.order_line.filtered(
                lambda own, head=line, taxes=taxes: (
                    own._rental_get_family() == head and own.tax_ids == taxes
                )
            )
            family = family.with_prefetch(self.order_line.ids)  # products are read together
            values += [own._rental_prepare_full_line(options, sign) for own in family]
        values = [value for value in values if value]
        return values + self._rental_prepare_cents(document, values)

    def _rental_prepare_cents(self, document, values):
        """Parts of a total that are rounded apart may miss a cent of it: the draft says it, too."""
        lines = [line for line, _taxes in document.amounts]
        taxes = self.env["account.tax"].union(*(taxes for _line, taxes in document.amounts))
        if any(line.is_downpayment for line in lines) or any(taxes.mapped("price_include")):
            return []
        base_lines = [
            taxes._prepare_base_line_for_taxes_computation(
                None,
                tax_ids=taxes.browse(value["tax_ids"][0][2]),
                price_unit=value["price_unit"],
                quantity=value["quantity"],
                discount=value["discount"],
                currency_id=self.currency_id,
                rate=self.currency_rate,
            )
            for value in values
        ]
        told = sum(taxes._rental_round_base_lines(base_lines, self.company_id))
        cents = self.currency_id.round(sum(document.amounts.values()) - told)
        if not cents:
            return []
        (line, own), sign = next(iter(document.amounts)), -1 if document.is_refund else 1
        options = {"sequence": len(values), "tax_ids": [Command.set(own.ids)]}
        return [line._rental_prepare_correction(cents, options, sign)]

    # Drafts -----------------------------------------------------------------------------------

    def _rental_get_drafts(self):
        """The booking's own drafts, without down payments (those are the accountant's)."""
        # sudo: as in _rental_reconcile
        moves = self.sudo().invoice_ids | self.env["account.move"].sudo().search(
            [("rental_order_id", "=", self.id), ("state", "=", "draft")]
        )
        return moves.filtered(
            lambda move: (
                move.rental_order_id == self
                and move.state == "draft"
                and not move._is_downpayment()
            )
        )

    def _rental_find_draft(self, drafts, party, move_type, documents):
        """The open draft of the party, or one of a party that pays nothing any more."""
        fitting = drafts.filtered(lambda move: move.move_type == move_type)
        own = fitting.filtered(lambda move: move.partner_id == party)
        return (own or fitting.filtered(lambda move: move.partner_id not in documents))[:1]

    def _rental_write_draft(self, draft, party, move_type, line_values):
        head = self._rental_prepare_head(party, move_type)
        if not draft:
            commands = [Command.create(values) for values in line_values]
            return self.env["account.move"].create({**head, "invoice_line_ids": commands})
        current = draft._convert_to_write({name: draft[name] for name in _HEAD_FIELDS})
        changed = {
            name: head[name]
            for name in _HEAD_FIELDS
            if name in head and (head[name] or False) != (current[name] or False)
        }
        if changed:
            draft.write(changed)
        own = self._rental_get_own_lines(draft)
        if [line._rental_get_signature() for line in own] != [
            own._rental_get_signature_of(values) for values in line_values
        ]:
            own.unlink()
            draft.write({"invoice_line_ids": [Command.create(values) for values in line_values]})
        return draft

    def _rental_prepare_head(self, party, move_type):
        """Who pays and how; a customer of before gets his money back on his own terms."""
        head = {**self._prepare_invoice(), "move_type": move_type}
        if party != self.partner_invoice_id:
            before = self.order_line.invoice_lines.move_id.filtered(
                lambda move: move.partner_id == party and move.state == "posted"
            )[:1]
            head.update(
                partner_id=party.id,
                partner_shipping_id=before.partner_shipping_id.id,
                fiscal_position_id=before.fiscal_position_id.id,
            )
        if move_type == "out_refund":
            head["invoice_payment_term_id"] = False
        return head

    def _rental_get_own_lines(self, draft):
        """Lines the booking wrote on the draft; what was typed by hand is not among them."""
        return draft.invoice_line_ids.filtered(
            lambda line: line.sale_line_ids & self.order_line or line.display_type == "line_section"
        ).sorted("sequence")

    def _rental_empty_drafts(self, drafts):
        """Nothing is left to say: the draft goes, unless somebody wrote on it by hand."""
        for draft in drafts:
            self._rental_get_own_lines(draft).unlink()
            if not draft.invoice_line_ids:
                settled_later(draft).unlink()

    def _post_rental_invoice(self):
        """Closing posts the invoice: from then on only a credit note corrects it."""
        for order in settled_later(self, later=False):
            order._sync_rental_invoice()
            for draft in order._rental_get_drafts().filtered("invoice_line_ids"):
                draft.invoice_date = draft.invoice_date or fields.Date.context_today(order)
                settled_later(draft).with_company(order.company_id).action_post()

    def _rental_get_posted_amount(self):
        """What is posted and not credited, over all customers."""
        posted = self.sudo()._rental_get_posted()  # sudo: as in _rental_reconcile
        return sum(sum(amounts.values()) for amounts in posted.values())
