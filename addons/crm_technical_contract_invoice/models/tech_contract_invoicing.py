from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools.misc import format_date

from ..core.settling import Booked, find_next, get_day, settle


class TechContractInvoicing(models.Model):
    """Invoices of a contract: drafts and posted ones together are what is due, always."""

    _inherit = "tech.contract"

    invoice_count = fields.Integer(string="Number of Invoices", compute="_compute_invoicing")
    invoiced_amount = fields.Monetary(string="Invoiced", compute="_compute_invoicing")
    invoice_draft_amount = fields.Monetary(string="In Drafts", compute="_compute_invoicing")
    to_invoice_amount = fields.Monetary(
        string="To Invoice",
        compute="_compute_invoicing",
        help="What is due today beside posted invoices and drafts; negative: to give back.",
    )
    next_invoice_day = fields.Date(string="Next Invoice On", compute="_compute_invoicing")
    next_invoice_amount = fields.Monetary(
        string="Next Amount",
        compute="_compute_invoicing",
        help="Without tax, as far as it is known today: an index or an amendment may change it.",
    )
    invoice_planned_on = fields.Date(
        string="Planned For",
        related="recurring_ids.recurring_next_date",
        store=True,
        help="The day of the next invoice, as the last night left it.",
    )

    @api.depends("invoicing", "invoice_from", "state", "date_end", "amount", "pause_ids")
    def _compute_invoicing(self):
        today = fields.Date.context_today(self)
        booked = self._get_booked()
        posted = self._get_booked([("parent_state", "=", "posted")])
        counts = self._count_invoices()
        for contract in self:
            mine, firm = booked.get(contract.id, {}), posted.get(contract.id, {})
            invoiced = sum((one.amount for one in firm.values()), Decimal(0))
            everything = sum((one.amount for one in mine.values()), Decimal(0))
            missing = contract._settle(today, mine)
            contract.invoice_count = counts.get(contract.id, 0)
            contract.invoiced_amount = float(invoiced)
            contract.invoice_draft_amount = float(everything - invoiced)
            contract.to_invoice_amount = float(sum((one.amount for one in missing), Decimal(0)))
            following = contract.invoicing and contract._get_next_invoice(today, mine)
            contract.next_invoice_day, contract.next_invoice_amount = following or (False, 0.0)

    def _count_invoices(self):
        # sudo: how many there are; they are opened as the user
        lines = self.env["account.move.line"].sudo()
        groups = lines._read_group(
            [("tech_contract_id", "in", self.ids)],
            ["tech_contract_id"],
            ["move_id:count_distinct"],
        )
        return {contract.id: count for contract, count in groups}

    def _get_invoices(self):
        lines = self.env["account.move.line"].search([("tech_contract_id", "in", self.ids)])
        return lines.move_id

    def _get_portal_invoices(self):
        """What the customer sees on his page: what was posted, the last first."""
        # sudo: invoices of his own contract
        moves = self.sudo()._get_invoices().filtered(lambda move: move.state == "posted")
        return moves.sorted("invoice_date", reverse=True)

    def _get_booked(self, domain=()):
        """Return ``{contract id: {first day of the period: Booked}}``; what was cancelled is not."""
        # sudo: what documents say of a contract, whoever may read them
        lines = self.env["account.move.line"].sudo()
        groups = lines._read_group(
            [("tech_contract_id", "in", self.ids), ("parent_state", "!=", "cancel"), *domain],
            ["tech_contract_id", "tech_period_start:day"],
            ["tech_period_end:max", "balance:sum"],
        )
        found = {}
        for contract, start, end, balance in groups:
            amount = -Decimal(str(balance)).quantize(Decimal("0.01"))
            found.setdefault(contract.id, {})[start] = Booked(end, amount)
        return found

    def _settle(self, day, booked):
        """Return what is to be invoiced beside what is booked."""
        self.ensure_one()
        if not self.invoicing or not self.invoice_from:
            return []
        arrears = self.invoicing == "arrears"
        resting = self.pause_ids._get_open()
        return settle(self._get_schedule(), booked, self.invoice_from, day, arrears, resting)

    def _get_next_invoice(self, day, booked=None):
        """Return ``(day, amount)`` of the next invoice; None where none is foreseen.

        :param booked: what documents say by period, where it was read already
        """
        self.ensure_one()
        if booked is None:
            booked = self._get_booked().get(self.id, {})
        if missing := self._settle(day, booked):
            return day, float(sum(one.amount for one in missing))
        if self.state not in ("active", "notice"):
            return None
        arrears, resting = self.invoicing == "arrears", self.pause_ids._get_open()
        dues = self._get_schedule()
        since = self.invoice_from or self.date_start
        if due := find_next(dues, since, day, arrears, resting, booked):
            return get_day(due, arrears), float(due.amount)
        renews = self.state == "active" and self.renewal == "tacit" and not resting
        return (fields.Date.add(self.date_end, days=1), self.amount) if renews else None

    # --- what people do ---------------------------------------------------------------------------

    def action_invoice(self):
        """Prepare the draft of what is due today."""
        self.ensure_one()
        self.check_access("read")
        self.env["account.move"].check_access("create")
        # sudo: who invoices does not change the contract
        if not self.sudo()._invoicing_settle():
            raise UserError(self.env._("%s: nothing is to be invoiced today.", self.display_name))
        return self.action_view_invoices()

    def action_view_invoices(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_move_out_invoice_type"
        )
        return {
            **action,
            "domain": [("line_ids.tech_contract_id", "=", self.id)],
            "context": {"create": False},
        }

    def action_view_recurring(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "contract.contract",
            "res_id": self.recurring_ids[:1].id,
            "views": [(False, "form")],
        }

    @api.model
    def _cron_invoices(self):
        """Every night: the drafts of what is due, one contract in a transaction of its own."""
        running = self.search(
            [("invoicing", "!=", False), ("state", "in", ("active", "notice", "ended"))]
        )
        for contract in running:
            try:
                with self.env.cr.savepoint():
                    contract._invoicing_settle()
            except UserError as error:
                contract._tell_failure(error)
            if self.env.context.get("ir_cron_progress_id"):
                self.env["ir.cron"]._commit_progress(1)

    def _tell_failure(self, error):
        """Tell the salesperson, once, why no invoice came about."""
        told = self.with_context(lang=self._get_reader_lang())
        summary = told.env._("No invoice was made")
        if summary not in self.activity_ids.mapped("summary"):
            self.activity_schedule(
                "mail.mail_activity_data_warning",
                user_id=(self.user_id or self.create_uid).id,
                summary=summary,
                note=str(error),
            )

    # --- documents --------------------------------------------------------------------------------

    def _invoicing_settle(self, day=None):
        """Bring drafts up to what is due on ``day``; return those that are new or other now."""
        moves = self.env["account.move"]
        for contract in self.sorted("id"):
            # whoever invoices the contract at this moment starts again, or this does
            self.env["suite.concurrency"]._take(contract)
            today = fields.Date.context_today(contract)
            own = contract.with_company(contract.company_id)
            moves |= own._bring_up_to_date(day or today, today)
            own._invoicing_show(today)
        return moves

    def _bring_up_to_date(self, day, today):
        draft = self._get_draft()
        booked = self._get_booked([("move_id", "not in", draft.ids)]).get(self.id, {})
        wanted = self._settle(day, booked)
        refund = sum(one.amount for one in wanted) < 0
        kind = "out_refund" if refund else "out_invoice"
        if draft and (draft.move_type != kind or not wanted):
            self._give_up(draft)
            draft = draft.browse()
        if not wanted:
            return draft
        if draft and self._tell_lines(draft) == [
            (one.start, one.end, one.amount) for one in wanted
        ]:
            return draft.browse()
        lines = [Command.create(one) for one in self._prepare_lines(wanted, refund)]
        if draft:
            old = [Command.delete(line.id) for line in self._get_own_lines(draft)]
            draft.write(
                {
                    "invoice_date": max(draft.invoice_date or today, today),
                    "invoice_line_ids": old + lines,
                }
            )
        else:
            draft = self._create_draft(kind, lines, booked, wanted, today)
        self._check_amounts(draft, wanted, refund)
        return draft

    def _give_up(self, draft):
        """Take back a draft that is not due any more; what somebody wrote beside it stays."""
        own = self._get_own_lines(draft)
        others = draft.invoice_line_ids.filtered(lambda line: line.display_type == "product") - own
        if others:
            # sudo: the mark of a contract is written by code only
            draft.sudo().write(
                {
                    "tech_contract_id": False,
                    "invoice_line_ids": [Command.delete(line.id) for line in own],
                }
            )
        else:
            draft.unlink()

    def _get_draft(self):
        """The draft that we made and nobody posted yet: it is brought up to date."""
        return self.env["account.move"].search(
            [
                ("tech_contract_id", "=", self.id),
                ("state", "=", "draft"),
                ("posted_before", "=", False),
            ],
            limit=1,
        )

    def _get_own_lines(self, draft):
        return draft.invoice_line_ids.filtered(lambda line: line.tech_contract_id == self)

    def _tell_lines(self, draft):
        lines = self._get_own_lines(draft)
        return sorted(
            (
                line.tech_period_start,
                line.tech_period_end,
                -Decimal(str(line.balance)).quantize(Decimal("0.01")),
            )
            for line in lines
        )

    def _prepare_lines(self, wanted, refund):
        source = self.recurring_ids.contract_line_ids[:1]
        return [self._prepare_line(source, one, refund) for one in wanted]

    def _prepare_line(self, source, one, refund):
        """Return the line of an invoice that stands for what is to be invoiced of a period."""
        return source._prepare_invoice_line() | {
            "name": self._describe_difference(source, one),
            "quantity": 1.0,
            "discount": 0.0,
            "price_unit": float(-one.amount if refund else one.amount),
            "tech_contract_id": self.id,
            "tech_period_start": one.start,
            "tech_period_end": one.end,
        }

    def _create_draft(self, kind, lines, booked, wanted, today):
        container = self.recurring_ids
        values = container._prepare_invoice(today) | {
            "move_type": kind,
            "currency_id": self.currency_id.id,
            "tech_contract_id": self.id,
            "invoice_line_ids": lines,
        }
        if kind == "out_refund":
            sources = self._get_sources(wanted)
            values["reversed_entry_id"] = sources.id if len(sources) == 1 else False
        move = self.env["account.move"].create(values)
        container._add_contract_origin(move)
        return move

    def _get_sources(self, wanted):
        """The invoices that a credit note gives back of."""
        lines = self.env["account.move.line"].search(
            [
                ("tech_contract_id", "=", self.id),
                ("tech_period_start", "in", [one.start for one in wanted if one.amount < 0]),
                ("move_id.move_type", "=", "out_invoice"),
                ("parent_state", "=", "posted"),
            ]
        )
        return lines.move_id

    def _check_amounts(self, draft, wanted, refund):
        """The price without tax is what is due, also where the tax lies in the price."""
        for line, one in zip(self._get_own_lines(draft).sorted("id"), wanted, strict=True):
            right = float(-one.amount if refund else one.amount)
            if not self.currency_id.compare_amounts(line.price_subtotal, right):
                continue
            line.price_unit = self.currency_id.round(
                right * line.price_unit / (line.price_subtotal or 1)
            )
            if self.currency_id.compare_amounts(line.price_subtotal, right):
                raise UserError(
                    self.env._(
                        "%(contract)s: with the taxes of %(product)s no price is %(amount)s without "
                        "tax. Choose another product.",
                        contract=self.name,
                        product=line.product_id.display_name or line.account_id.display_name,
                        amount=right,
                    )
                )

    def _describe_difference(self, line, one):
        """What the customer reads: contract, period, paused days, whether it corrects."""
        told = self.with_context(lang=self.partner_id.lang or self.env.lang)
        text = told.env._(
            "From %(start)s to %(end)s",
            start=format_date(told.env, one.start),
            end=format_date(told.env, one.end),
        )
        if one.paused:
            text += " " + told.env._("(%s days paused)", one.paused)
        if not one.is_first:
            text += " " + told.env._("– correction")
        return f"{line.name}\n{text}"
