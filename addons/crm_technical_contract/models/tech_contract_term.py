from decimal import Decimal

from odoo import fields, models
from odoo.tools.misc import formatLang

from ..core.prices import revise


class TechContractTerm(models.Model):
    """One term of a contract with the amount that holds in it; what was promised stays."""

    _name = "tech.contract.term"
    _inherit = "suite.guard.mixin"
    _description = "Contract Term"
    _order = "date_start"
    _rec_name = "date_start"

    contract_id = fields.Many2one("tech.contract", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    currency_id = fields.Many2one(related="contract_id.currency_id")
    date_start = fields.Date(string="From", required=True, readonly=True)
    date_end = fields.Date(string="To", required=True, readonly=True)
    months = fields.Integer(
        string="Length (Months)", readonly=True, help="As agreed, without the days of pauses."
    )
    opening_amount = fields.Monetary(
        readonly=True, help="On its first day; an amendment changes it in between."
    )
    amount = fields.Monetary(readonly=True)
    index_value_id = fields.Many2one(
        "tech.index.value", string="Index", readonly=True, ondelete="restrict"
    )
    is_told = fields.Boolean(
        string="Customer Told",
        readonly=True,
        help="A consumer was told in time of the renewal that began this term.",
    )
    needs_revision = fields.Boolean(string="To Be Revised", readonly=True)
    explanation = fields.Char(string="How It Came About", readonly=True)

    _one_start = models.UniqueIndex(
        "(contract_id, date_start)", "The contract has this term already."
    )

    def _revise(self):
        """Bring the amount of new terms up to the index, once; without a newer index it waits."""
        for term in self.filtered("needs_revision").sorted("date_start"):
            contract = term.contract_id
            earlier = contract.term_ids.filtered(
                lambda one, term=term: one.date_start < term.date_start
            ).sorted("date_start")[-1:]
            base = earlier.index_value_id
            if earlier and not earlier.needs_revision and base.index_id != contract.index_id:
                # entered late, or another index: what it was when the earlier term began
                base = contract.index_id._get_value(earlier.date_start)
                if not earlier.index_value_id:
                    earlier.index_value_id = base
            current = contract.index_id._get_value(term.date_start)
            if not base or not current or current.date <= base.date:
                continue
            amount = float(
                revise(
                    Decimal(str(earlier.amount)),
                    Decimal(str(base.value)),
                    Decimal(str(current.value)),
                    Decimal(str(contract.max_rise)) if contract.limit_rise else None,
                    Decimal(str(contract.max_fall)) if contract.limit_fall else None,
                )
            )
            term.write(
                {
                    "opening_amount": amount,
                    "amount": amount,
                    "index_value_id": current.id,
                    "needs_revision": False,
                    "explanation": term._explain(earlier.amount, base, current),
                }
            )
            term._carry_over(earlier.amount)
            contract.activity_unlink(["crm_technical_contract.mail_activity_index"])

    def _carry_over(self, old):
        """Let the terms after this one, which began at its ``old`` amount, begin at its new one;
        the contract costs what its last term does.
        """
        contract, currency = self.contract_id, self.currency_id
        later = contract.term_ids.filtered(lambda one: one.date_start > self.date_start)
        for term in later.sorted("date_start"):
            if currency.compare_amounts(term.opening_amount, old):
                return
            term.opening_amount = self.amount
            if term._is_repriced():  # an amendment says what it costs since then
                return
            term.amount = self.amount
        contract.amount = self.amount

    def _is_repriced(self):
        return any(
            self.date_start <= one.date_from <= self.date_end
            for one in self.contract_id._get_repricing()
        )

    def _explain(self, amount, base, current):
        """Return ``1 200,00 € × 309,5 / 300`` in the language of the contract's company."""
        lang = self.company_id.partner_id.lang or self.env.lang
        env = self.with_context(lang=lang).env
        money = formatLang(env, amount, currency_obj=self.currency_id)
        written = [formatLang(env, one.value, digits=2) for one in (current, base)]
        return f"{money} × {written[0]} / {written[1]}"
