from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.misc import format_date


class CommissionMakeSettle(models.TransientModel):
    _inherit = "commission.make.settle"

    settlement_type = fields.Selection(
        selection_add=[("shop", "Shops: paid orders")], ondelete={"shop": "cascade"}
    )

    def _get_account_settle_domain(self, agent, date_to_agent):
        """What the shops sold is settled on what was paid, not here."""
        domain = super()._get_account_settle_domain(agent, date_to_agent)
        return domain & Domain("shop_is_ours", "=", False)

    def action_settle(self):
        self.ensure_one()
        if self.settlement_type != "shop":
            return super().action_settle()
        # who has left is owed, or owes, what is open
        people = self.env["res.partner"].with_context(active_test=False)
        agents = self.agent_ids or people.search([("agent", "=", True)])
        made = self.env["commission.settlement"]._shop_settle(agents, self.date_to)
        if not made:
            raise UserError(
                self.env._(
                    "Nothing to settle: no period that ended by %s has anything open. What customers"
                    " pay in the current period is settled when it is over.",
                    format_date(self.env, self.date_to),
                )
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "shop_sync_commission.commission_settlement_action"
        )
        return {**action, "domain": [("id", "in", made.ids)], "context": {}}
