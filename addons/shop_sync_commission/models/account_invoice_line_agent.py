from decimal import Decimal

from odoo import api, fields, models

from ..core.paid import Document, Earned, earn, get_paid_share

MONEY = ("bank", "cash", "credit")
NOTHING = Earned(Decimal(0), Decimal(0))
REVERSALS = 4


class AccountInvoiceLineAgent(models.Model):
    """What an agent has earned on a line of an invoice: always what follows from the payments and
    credit notes of this moment. What was settled of it stands on settlements; the rest is open."""

    _inherit = "account.invoice.line.agent"

    shop_order_id = fields.Many2one(
        "sale.order",
        string="Order",
        compute="_compute_shop_source",
        store=True,
        index="btree_not_null",
    )
    shop_channel_id = fields.Many2one(
        "shop.channel",
        string="Shop",
        compute="_compute_shop_source",
        store=True,
        index="btree_not_null",
    )
    shop_root_id = fields.Many2one(
        "account.move",
        string="Invoice or invoice credited",
        compute="_compute_shop_source",
        store=True,
        index="btree_not_null",
    )
    shop_partner_id = fields.Many2one(
        "res.partner", string="Customer", related="invoice_id.commercial_partner_id"
    )
    shop_rule_id = fields.Many2one(compute="_compute_shop_source", store=True)
    shop_is_ours = fields.Boolean(
        string="Paid on receipts", compute="_compute_shop_source", store=True, index=True
    )
    shop_paid_on = fields.Date(string="Paid on", compute="_compute_shop_earned", store=True)
    shop_base = fields.Monetary(
        string="Paid without tax",
        compute="_compute_shop_earned",
        store=True,
        help="What customers paid of this line, without tax and net of credit notes.",
    )
    shop_earned = fields.Monetary(string="Earned", compute="_compute_shop_earned", store=True)
    shop_settled = fields.Monetary(
        string="Settled Amount", compute="_compute_shop_earned", store=True
    )
    shop_open = fields.Monetary(
        string="Open",
        compute="_compute_shop_earned",
        store=True,
        help="Earned and not settled yet; negative: to be taken back in the next period.",
    )

    _shop_open_idx = models.Index("(agent_id) WHERE shop_open != 0")

    @api.depends("object_id", "agent_id", "invoice_id.reversed_entry_id.reversed_entry_id")
    def _compute_shop_source(self):
        for line in self:
            move = line.object_id.move_id
            orders = line.object_id._shop_get_orders()
            order = orders[:1]
            promise = line._shop_get_promise()
            line.shop_order_id = order
            line.shop_channel_id = order.shop_channel_id
            line.shop_root_id = move._shop_get_root()
            line.shop_rule_id = promise.shop_rule_id
            line.shop_is_ours = line.object_id._shop_is_in_rules()

    @api.depends(
        "object_id.price_subtotal",
        "shop_is_ours",
        "shop_rate",
        # the invoice, its credit notes, what reverses those, and so on
        *(
            f"shop_root_id{'.reversal_move_ids' * depth}.{name}"
            for depth in range(REVERSALS + 1)
            for name in ("state", "amount_residual")
        ),
        # down payments
        "shop_root_id.invoice_line_ids.sale_line_ids.invoice_lines.move_id.state",
        "shop_root_id.invoice_line_ids.sale_line_ids.invoice_lines.move_id.amount_residual",
        "settlement_line_ids.settled_amount",
        "settlement_line_ids.settlement_id.state",
    )
    def _compute_shop_earned(self):
        ours = self.filtered("shop_is_ours")
        weighed = ours._shop_weigh()
        settled = ours._shop_get_settled()
        for line in self:
            earned, paid_on = weighed.get(line, (NOTHING, False))
            given = settled[line].commission if line in settled else Decimal(0)
            line.shop_paid_on = paid_on
            line.shop_base = float(earned.base)
            line.shop_earned = float(earned.commission)
            line.shop_settled = float(given)
            line.shop_open = float(earned.commission - given)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shop_settled(self):
        if self.settlement_line_ids:
            self.filtered("settlement_line_ids")._shop_refuse_settled()

    # -- what follows from the order ------------------------------------------------------------------

    def _shop_get_promise(self):
        return self.object_id._shop_get_promised().filtered(
            lambda one: one.agent_id == self.agent_id and one.commission_id == self.commission_id
        )[:1]

    def _shop_get_rate(self):
        """The rate of the order, whatever the commission says today."""
        promise = self._shop_get_promise()
        return promise.shop_rate if promise else super()._shop_get_rate()

    def _shop_is_in_rules(self):
        return self.object_id._shop_is_in_rules()

    def _shop_is_promised(self):
        return bool(self._shop_get_promise())

    # -- what was paid --------------------------------------------------------------------------------

    def _shop_read_receipts(self):
        """The money of all these cases, each entry of a bank read once.

        :return: ``{invoice or credit note: [(amount, day)]}``
        """
        roots = self.shop_root_id
        moves = (roots | roots._shop_get_prepaid())._shop_get_family()
        # read for all at once
        moves.line_ids.mapped("matched_credit_ids.credit_move_id.move_id.journal_id")
        moves.line_ids.mapped("matched_debit_ids.debit_move_id.move_id.journal_id")
        shares = {}
        return {move: _get_receipts(move, shares) for move in moves}

    def _shop_weigh(self, day=None, receipts=None):
        """What is earned by what was posted and paid until a day (until now by default).

        :param receipts: of these lines, where they were read already
        :return: ``{line: (Earned, day of the last payment)}``
        """
        receipts = self._shop_read_receipts() if receipts is None else receipts
        cases = {root: self._shop_weigh_case(root, day, receipts) for root in self.shop_root_id}
        found = {}
        for line in self:
            share, paid_on = cases[line.shop_root_id]
            counts = _is_there(line.invoice_id, day)
            found[line] = (line._shop_earn(share) if counts else NOTHING, paid_on)
        return found

    def _shop_earn(self, share):
        step = Decimal(str(self.currency_id.rounding))
        sign = -1 if self.invoice_id.move_type == "out_refund" else 1
        price = sign * _decimal(self.object_id.price_subtotal)
        earned = earn(price, _decimal(self.shop_rate), share, step)
        if self._shop_is_plain():
            return earned
        # a margin or sections: the amount is OCA's, the share is what was paid
        return Earned(
            earned.base, earn(_decimal(self.amount), Decimal(100), share, step).commission
        )

    @api.model
    def _shop_weigh_case(self, root, day, receipts):
        """An invoice of which down payments left nothing was paid as far as they were.

        :return: (paid share of an invoice and its credit notes, day of the last payment)
        """
        documents, days = [], []
        for move in (root | root._shop_get_prepaid())._shop_get_family():
            if _is_there(move, day):
                known = [one for one in receipts[move] if not day or one[1] <= day]
                money = sum((amount for amount, _day in known), Decimal(0))
                documents.append(Document(self._shop_get_total(move, root), money))
                days += [received for _amount, received in known]
        return get_paid_share(documents), max(days, default=False)

    @api.model
    def _shop_get_total(self, move, root):
        """Tax included; a credit note counts with what it gives back of what was sold. What it gives
        beside (a gesture) leaves less of the invoice paid, line by line."""
        sign = -1 if move.move_type == "out_refund" else 1
        total = _decimal(move.amount_total)
        if move != root:
            lines = move.invoice_line_ids.filtered(lambda line: line.display_type == "product")
            gestures = lines.filtered(
                lambda line: (
                    not line.sale_line_ids
                    and line.product_id not in root.invoice_line_ids.product_id
                )
            )
            total -= sum((_decimal(line.price_total) for line in gestures), Decimal(0))
        return sign * total

    def _shop_get_settled(self):
        """:return: ``{line: Earned}`` of what stands on settlements that were not cancelled"""
        found = {}
        for line in self:
            given = line.settlement_line_ids.filtered(
                lambda one: one.settlement_id.state != "cancel"
            )
            found[line] = Earned(
                sum((_decimal(one.shop_base) for one in given), Decimal(0)),
                sum((_decimal(one.settled_amount) for one in given), Decimal(0)),
            )
        return found

    # -- what a settlement says of it -----------------------------------------------------------------

    def _shop_get_first_day(self, receipts):
        """The first day on which something happened that is not settled."""
        days = self.invoice_id.mapped("invoice_date")
        for received in receipts.values():
            days += [day for _amount, day in received]
        return min(day for day in days if day)

    def _shop_get_siblings(self):
        """These and the agent's other lines of the same invoices and credit notes."""
        return self | self.search(
            [("shop_root_id", "in", self.shop_root_id.ids), ("agent_id", "in", self.agent_id.ids)]
        )

    def _shop_prepare_lines(self, end, settled, receipts):
        """Lines of a settlement by a day: what is earned by then, less what was settled.

        :param settled: ``{line: Earned}``
        """
        known = {line.shop_root_id for line, given in settled.items() if given.commission}
        values = []
        for line, (earned, paid_on) in self._shop_weigh(end, receipts).items():
            given = settled[line]
            commission = earned.commission - given.commission
            if commission:
                values.append(
                    line._shop_prepare_line(
                        earned.base - given.base, commission, paid_on or end, known
                    )
                )
        return values

    def _shop_prepare_line(self, base, commission, paid_on, known):
        order = self.shop_order_id
        return {
            "invoice_agent_line_id": self.id,
            "date": paid_on,
            "commission_id": self.commission_id.id,
            "settled_amount": commission,
            "shop_base": base,
            "shop_rate": self.shop_rate,
            "shop_kind": self._shop_get_kind(commission, known),
            "shop_channel_id": self.shop_channel_id.id,
            "shop_order_id": order.id,
            "shop_reference": order.shop_reference or order.name,
            "shop_invoice_id": self.invoice_id.id,
            "shop_partner_id": self.invoice_id.commercial_partner_id.id,
            "shop_paid_on": paid_on,
        }

    def _shop_get_kind(self, commission, known):
        """A voucher lowers a commission like any line; taken back is what was settled before."""
        credit = self.invoice_id.move_type == "out_refund"
        grows = (self.object_id.price_subtotal < 0) == ((commission < 0) != credit)
        if not grows or (credit and self.shop_root_id in known):
            return "back"
        return "credit" if credit else "paid"


def _decimal(amount):
    return Decimal(str(amount or 0.0))


def _is_there(move, day):
    return move.state == "posted" and (not day or (move.invoice_date or move.date) <= day)


def _get_receipts(move, shares):
    """``[(amount, day)]`` of the money that met a document, negative where it went out.

    :param shares: ``{entry: how much of it is money}``, filled here
    """
    lines = move.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
    received = [
        (_decimal(one.debit_amount_currency), one.max_date, one.credit_move_id)
        for one in lines.matched_credit_ids
    ] + [
        (-_decimal(one.credit_amount_currency), one.max_date, one.debit_move_id)
        for one in lines.matched_debit_ids
    ]
    found = []
    for amount, received_on, counterpart in received:
        entry = counterpart.move_id
        if entry.journal_id.type in MONEY:
            if entry not in shares:
                shares[entry] = _get_money_share(entry)
            found.append((amount * shares[entry], received_on))
    return found


def _get_money_share(entry):
    """How much of what an entry settles is money: what was written off with it is none."""
    source = entry.origin_payment_id or entry.statement_line_id
    if not source:
        return Decimal(1)
    money = _decimal(sum(source._seek_for_lines()[0].mapped("balance")))
    settled = entry.line_ids.filtered(
        lambda line: line.account_id.account_type == "asset_receivable"
    )
    owed = -_decimal(sum(settled.mapped("balance")))
    return min(max(money / owed, Decimal(0)), Decimal(1)) if owed else Decimal(1)
