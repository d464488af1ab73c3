from odoo import api, fields, models

from ..core.settling import find_current

SHOWN = frozenset(
    {
        *("invoicing", "invoice_from", "invoice_product_id", "title", "user_id", "partner_id"),
        *("amount", "recurrence", "leaving_on", "state"),
    }
)
"""What OCA's contract shows of ours."""
RULES = {"month": "monthly", "quarter": "quarterly", "half": "semesterly", "year": "yearly"}


class TechContract(models.Model):
    """How a contract is invoiced, and its container among OCA's contracts."""

    _inherit = "tech.contract"

    invoicing = fields.Selection(
        [
            ("advance", "At the beginning of each period"),
            ("arrears", "At the end of each period"),
        ],
        string="Invoices",
        tracking=True,
        help="Empty: this contract is not invoiced from here.",
    )
    invoice_from = fields.Date(
        string="Invoiced From",
        tracking=True,
        help="Periods that begin on this day or later are invoiced from here; earlier ones were "
        "invoiced otherwise. Empty: from the period that is current when the contract starts.",
    )
    invoice_product_id = fields.Many2one(
        "product.product",
        string="Product on the Invoice",
        check_company=True,
        index="btree_not_null",
        domain="[('sale_ok', '=', True)]",
        help="Gives account and taxes. Empty: those of the sales journal.",
    )
    recurring_ids = fields.One2many(
        "contract.contract", "tech_contract_id", string="Recurring Contract"
    )

    @api.model
    def default_get(self, fields):
        """New contracts are invoiced from here; those that ran before are when somebody says so."""
        values = super().default_get(fields)
        if "invoicing" in fields:
            values.setdefault("invoicing", "advance")
        return values

    def write(self, vals):
        result = super().write(vals)
        if not SHOWN.isdisjoint(vals):
            self._invoicing_begin()
        return result

    def _invoicing_begin(self):
        """Give contracts that run their first day and their container, or bring it up to date."""
        running = self.filtered("term_ids").filtered(
            # sudo: whether a container is there
            lambda one: one.invoicing or one.sudo().recurring_ids
        )
        today = fields.Date.context_today(self)
        for contract in running:
            if contract.invoicing and not contract.invoice_from:
                first = find_current(contract._get_schedule(), today)
                contract.invoice_from = first or contract.date_end
            else:
                contract._invoicing_show(today)

    def _effect_start(self):
        super()._effect_start()
        self._invoicing_begin()

    def _invoicing_show(self, today):
        """Write what OCA's contract shows: amount, rhythm, day of the next invoice."""
        own = self.sudo()  # sudo: the container follows from the contract, whoever changes that
        values, line = own._prepare_recurring(today)
        container = own.recurring_ids
        if not container:
            prepared = own._prepare_recurring_first()
            values |= {**prepared, "contract_line_ids": [fields.Command.create(line)]}
            own.env["contract.contract"].with_context(
                mail_create_nosubscribe=True, mail_create_nolog=True, tracking_disable=True
            ).create(values)
        else:
            container.contract_line_ids.write(line)
            container.write(values)

    def _prepare_recurring_first(self):
        """What OCA's contract begins with, and people change there."""
        partner = self.partner_id.with_company(self.company_id)
        positions = self.env["account.fiscal.position"].with_company(self.company_id)
        return {
            "tech_contract_id": self.id,
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "contract_type": "sale",
            "generation_type": "tech",
            "line_recurrence": False,
            "payment_term_id": partner.property_payment_term_id.id,
            "fiscal_position_id": positions._get_fiscal_position(partner).id,
        }

    def _prepare_recurring(self, today):
        """Return the values of OCA's contract and those of its line."""
        begun = self.invoice_from or self.date_start
        found = self._get_next_invoice(today) if self.invoicing else None
        following = found[0] if found else None
        shared = {
            "recurring_rule_type": RULES[self.recurrence],
            "recurring_interval": 1,
            "recurring_invoicing_type": "post-paid" if self.invoicing == "arrears" else "pre-paid",
            "date_start": min(begun, following or begun),
            "recurring_next_date": following or False,
        }
        values = shared | {
            "code": self.name,
            "name": self.title,
            "user_id": self.user_id.id,
        }
        over = False if following else max(begun, min(self.date_end, today))
        line = shared | {
            "product_id": self.invoice_product_id.id,
            "name": self._get_line_text(),
            "uom_id": self.invoice_product_id.uom_id.id,
            "quantity": 1.0,
            "specific_price": self.amount,
            "date_end": over,
            "last_date_invoiced": over,
        }
        return values, line

    def _get_line_text(self):
        told = self.with_context(lang=self.partner_id.lang or self.env.lang)
        return told.env._("%(title)s (%(number)s)", title=self.title, number=self.name)
