from odoo import api, fields, models
from odoo.exceptions import UserError

FOLLOWS = frozenset(
    {
        *("tech_contract_id", "generation_type", "contract_type", "line_recurrence", "active"),
        *("partner_id", "company_id", "contract_template_id", "date_start", "date_end"),
        *("recurring_rule_type", "recurring_interval", "recurring_invoicing_type"),
        *("recurring_next_date", "last_date_invoiced", "manual_currency_id"),
    }
)
"""What our contract says, and OCA's only shows."""


class ContractContract(models.Model):
    """OCA's contract as the container of ours: journal, payment term, analytics, who gets the mail."""

    _inherit = "contract.contract"

    tech_contract_id = fields.Many2one(
        "tech.contract",
        string="Customer Contract",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    generation_type = fields.Selection(
        selection_add=[("tech", "What the customer contract says")],
        ondelete={"tech": lambda contracts: contracts._tech_leave()},
    )

    _tech_one = models.UniqueIndex(
        "(tech_contract_id) WHERE tech_contract_id IS NOT NULL",
        "The customer contract has its recurring contract already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(vals.get("tech_contract_id") for vals in vals_list):
            self._tech_refuse()
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and not FOLLOWS.isdisjoint(vals) and self.tech_contract_id:
            self._tech_refuse()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_tech(self):
        if self.tech_contract_id:
            self._tech_refuse()

    def _tech_refuse(self):
        raise UserError(
            self.env._(
                "%s follows from the customer contract: change it there.",
                ", ".join(self.filtered("tech_contract_id").mapped("display_name")[:3]),
            )
        )

    def _tech_leave(self):
        """Without us nobody knows what is due: OCA's own engine must not take over."""
        self.write({"generation_type": "invoice", "active": False})

    def _compute_recurring_next_date(self):
        """The day of the next invoice of ours is written by our contract."""
        ours = self.filtered("tech_contract_id")
        for contract in ours:
            contract.recurring_next_date = contract.recurring_next_date
        return super(ContractContract, self - ours)._compute_recurring_next_date()

    def _recurring_create_invoice(self, date_ref=False):
        """Whatever asks for invoices – OCA's wizard, its button – ours bear what our contract says."""
        ours = self.filtered("tech_contract_id")
        moves = self.env["account.move"]
        today = fields.Date.context_today(self)
        for container in ours:
            # sudo: whoever invoices has no rights on contracts; he asked for invoices
            contract = container.tech_contract_id.sudo()
            day = date_ref or max(today, container.recurring_next_date or today)
            moves |= contract._invoicing_settle(day).with_env(self.env)
        if others := self - ours:
            moves |= super(ContractContract, others)._recurring_create_invoice(date_ref)
        return moves

    def _get_related_invoices(self):
        invoices = super()._get_related_invoices()
        if self.tech_contract_id:
            # sudo: the invoices are read as the user
            invoices |= self.tech_contract_id.sudo()._get_invoices().with_env(self.env)
        return invoices

    def action_tech_open_contract(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "tech.contract",
            "res_id": self.tech_contract_id.id,
            "views": [(False, "form")],
        }
