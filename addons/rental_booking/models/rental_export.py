import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..core.fec import parse, render


class RentalExport(models.Model):
    """One run of the export to the accounting software: what was sent, and the file itself."""

    _name = "rental.export"
    _description = "Rental Accounting Export"
    _sealed_files = frozenset({"file"})
    _order = "id desc"

    name = fields.Char(required=True, readonly=True)
    date = fields.Datetime(default=fields.Datetime.now, readonly=True)
    user_id = fields.Many2one("res.users", "By", default=lambda self: self.env.uid, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    recovery = fields.Boolean("For recovery", readonly=True)
    move_ids = fields.One2many(
        "account.move", "rental_export_id", "Invoices and payments", readonly=True
    )
    move_count = fields.Integer("Invoice count", readonly=True)
    amount_total = fields.Monetary("Total", readonly=True)
    file = fields.Binary(readonly=True, attachment=True)
    filename = fields.Char(readonly=True)
    taken_back = fields.Json(
        readonly=True, help="Entries of the file that are posted no longer; the next run says so."
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("An export is kept: it proves what was sent."))

    @api.model
    def _run(self, moves, recovery, late=None):
        """Export the invoices that are due with their payments, each exactly once.

        Two runs at the same time meet on the invoices' rows: the second is replayed and finds
        them sent.

        :param late: account.move recordset, entries that belong to invoices sent earlier: payments
            that came, and reversals
        :raise UserError: nothing among ``moves`` is due
        """
        self._check_accountant()
        due = moves.filtered(lambda move: self._is_due(move, recovery))
        due |= late or moves.browse()
        pending = self.browse() if recovery else self._get_pending()
        if not due and not pending:
            raise UserError(
                self.env._(
                    "None of these invoices can be sent: they are drafts, were sent already, or "
                    "(without recovery) are not paid yet."
                )
            )
        runs = self.browse()
        for company in due.company_id | pending.company_id:
            own = pending.filtered(lambda run, company=company: run.company_id == company)
            entries = due.filtered(lambda move, company=company: move.company_id == company)
            runs |= self._run_company(company, entries, recovery, own)
        return runs

    @api.model
    def _is_due(self, move, recovery):
        """Only invoices are recovered: nobody recovers a credit note that is not paid back."""
        if move.rental_exported_on:
            return False
        if recovery:
            return move.rental_invoice_state == "to_collect" and move.move_type == "out_invoice"
        return move.rental_invoice_state == "collected"

    @api.model
    def _check_accountant(self):
        if not self.env.user.has_group("rental_booking.group_rental_booking_accountant"):
            raise AccessError(self.env._("Only accountants send invoices to accounting."))

    @api.model
    def _run_company(self, company, entries, recovery, pending):
        invoices = entries.filtered(lambda move: move.is_sale_document()).sorted("name")
        payments = entries - invoices | self._get_payments(invoices)
        self.env["suite.concurrency"]._take(invoices | payments)
        # sudo: rights checked in _run; posted invoices get only the two export marks
        run = self.sudo().create(
            {
                "name": self.env["ir.sequence"]
                .sudo()
                .with_company(company)
                .next_by_code("rental.export"),
                "company_id": company.id,
                "recovery": recovery,
                "move_count": len(invoices),
                "amount_total": sum(invoices.mapped("amount_total_signed")),
            }
        )
        rows = run._prepare_entries((*invoices, *payments.sorted("name")))
        rows += run._prepare_withdrawals(pending.sudo())  # sudo: as above
        text = render(rows)
        pending.sudo().taken_back = False  # sudo: as above
        payments.sudo().rental_export_id = run  # sudo: as above
        run.write(
            {
                "file": base64.b64encode(text.encode("utf-8-sig")),
                "filename": f"{run.name.replace('/', '-')}.csv",
            }
        )
        run._mark_sent(invoices.sudo())  # sudo: as above
        return run.sudo(False)

    def _mark_sent(self, invoices):
        for invoice in invoices:
            source = invoice.rental_invoice_state
            invoice.write(
                {
                    "rental_exported_on": self.date,
                    "rental_export_id": self.id,
                    "rental_recovery": self.recovery,
                }
            )
            self.env["rental.history"].create(
                {
                    "move_id": invoice.id,
                    "user_id": self.env.uid,
                    "transition": "recover" if self.recovery else "export",
                    "source": source,
                    "target": "closed",
                    "reason": self.name,
                }
            )

    def _get_payments(self, invoices):
        """Entries that the payment of the invoices made and that no run has sent yet.

        Payments and bank lines, and what their reconciliation brought about: VAT that became due,
        exchange differences.
        """
        invoices = invoices.sudo()  # sudo: as in _run_company
        matched = invoices._get_reconciled_amls().move_id
        partials = (invoices | matched).line_ids._rental_get_partials()
        caused = partials.exchange_move_id | self.env["account.move"].sudo().search(
            [("tax_cash_basis_rec_id", "in", partials.ids)]
        )
        # what a part of a joint payment caused for an invoice of another trade stays there
        caused = caused.filtered(
            lambda move: (
                not move.tax_cash_basis_origin_move_id
                or move.tax_cash_basis_origin_move_id in invoices
            )
        )
        return (matched | caused).filtered(
            lambda move: (
                not move.rental_export_id and move.state == "posted" and not move.is_sale_document()
            )
        )

    @api.model
    def _get_late_entries(self, companies):
        """What belongs to invoices that were sent: new payments, reversals, bounced payments."""
        moves = self.env["account.move"].sudo()  # sudo: rights are checked in _run
        scope = Domain("company_id", "in", companies.ids)
        sent = "move_id.rental_exported_on"
        partials = (
            self.env["account.partial.reconcile"]
            .sudo()
            .search(
                scope
                & (
                    (
                        Domain(f"debit_move_id.{sent}", "!=", False)
                        & Domain("credit_move_id.move_id.rental_export_id", "=", False)
                    )
                    | (
                        Domain(f"credit_move_id.{sent}", "!=", False)
                        & Domain("debit_move_id.move_id.rental_export_id", "=", False)
                    )
                )
            )
        )
        invoices = (partials.debit_move_id | partials.credit_move_id).move_id.filtered(
            "rental_exported_on"
        )
        sent_entry = Domain("move_type", "=", "entry") | Domain("origin_payment_id", "!=", False)
        reversals = moves.search(
            scope
            & sent_entry
            & Domain("reversed_entry_id.rental_export_id", "!=", False)
            & Domain("rental_export_id", "=", False)
            & Domain("state", "=", "posted")
        )
        return self._get_payments(invoices) | reversals

    @api.model
    def _get_pending(self):
        """Runs whose file says something that is posted no longer."""
        return self.sudo().search(  # sudo: rights are checked in _run
            [("company_id", "in", self.env.companies.ids), ("taken_back", "!=", False)]
        )

    def _take_back(self, number):
        """An entry of this run's file is posted no longer: the next run turns it round."""
        self.taken_back = [*(self.taken_back or []), number]

    def _prepare_withdrawals(self, runs):
        """What was sent and is posted no longer: its lines as they were sent, turned round."""
        today = fields.Date.context_today(self)
        return [
            {
                **row,
                "EcritureNum": f"{row['EcritureNum']}-ANN",
                "EcritureDate": today,
                "EcritureLib": f"ANNULATION {row['EcritureLib']}",
                "Debit": row["Credit"],
                "Credit": row["Debit"],
                "EcritureLet": "",
                "DateLet": False,
                "ValidDate": today,
            }
            for run in runs
            for row in parse(self._read_file(run))
            if row["EcritureNum"] in run.taken_back
        ]

    @api.model
    def _read_file(self, run):
        return base64.b64decode(run.sudo().file).decode("utf-8-sig")  # sudo: as in _run_company

    def _prepare_entries(self, moves):
        """FEC lines of journal entries, in the order given."""
        return [line for move in moves for line in self._prepare_move_entries(move)]

    def _prepare_move_entries(self, move):
        lines = move.line_ids.filtered(
            lambda line: line.display_type not in ("line_section", "line_subsection", "line_note")
        )
        return [self._prepare_entry(move, line) for line in lines]

    def _prepare_entry(self, move, line):
        matched = line.matching_number if line.full_reconcile_id else ""
        foreign = line.currency_id != move.company_currency_id
        auxiliary = line.account_id.account_type in ("asset_receivable", "liability_payable")
        return {
            "JournalCode": move.journal_id.code,
            "JournalLib": move.journal_id.name,
            "EcritureNum": move.name,
            "EcritureDate": move.date,
            "CompteNum": line.account_id.code,
            "CompteLib": line.account_id.name,
            "CompAuxNum": line.partner_id.ref or line.partner_id.id if auxiliary else "",
            "CompAuxLib": line.partner_id.display_name if auxiliary else "",
            "PieceRef": move.name,
            "PieceDate": move.invoice_date or move.date,
            "EcritureLib": line.name or move.name,
            "Debit": line.debit,
            "Credit": line.credit,
            "EcritureLet": matched,
            "DateLet": self._get_matched_date(line) if matched else False,
            "ValidDate": move.date,
            "Montantdevise": line.amount_currency if foreign else "",
            "Idevise": line.currency_id.name if foreign else "",
        }

    def _get_matched_date(self, line):
        partials = line.matched_debit_ids | line.matched_credit_ids
        return max(partials.mapped("max_date"), default=False)

    @api.model
    def action_run_collected(self):
        """Everything that is collected and was never sent."""
        return self._run_all("collected", recovery=False)

    @api.model
    def action_run_unpaid(self):
        """Everything that is due, unpaid and was never sent."""
        return self._run_all("to_collect", recovery=True)

    @api.model
    def _run_all(self, state, recovery):
        company = Domain("company_id", "in", self.env.companies.ids)
        due = company & Domain("rental_invoice_state", "=", state)
        if recovery:
            due &= Domain("invoice_date_due", "<", "today")
        moves = self.env["account.move"].search(due)
        late = moves.browse() if recovery else self._get_late_entries(self.env.companies)
        return self._run(moves, recovery, late).action_open()

    def action_open(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Accounting export"),
            "res_model": self._name,
            "res_id": self[:1].id,
            "view_mode": "form",
        }
