from odoo import api, models


class CommissionMixin(models.AbstractModel):
    """Lines of orders and invoices."""

    _inherit = "commission.mixin"

    @api.depends("agent_ids.agent_id")
    def _compute_commission_status(self):
        """In the reader's language, and whose it is where there is one."""
        for line in self:
            agents = line.agent_ids.agent_id
            if line.commission_free:
                line.commission_status = self.env._("Free of commission")
            elif not agents:
                line.commission_status = self.env._("No agent")
            elif len(agents) == 1:
                # sudo: the name of the agent, for who reads the line
                line.commission_status = agents.sudo().display_name
            else:
                line.commission_status = self.env._("%s agents", len(agents))

    def recompute_agents(self):
        """Whoever presses the button gets what the rules, or the order, say."""
        self.check_access("write")
        # sudo: agents follow from the rules, whoever enters the document
        ruled = self.sudo().filtered(lambda line: line._shop_is_in_rules())
        ruled._compute_agent_ids()
        others = self - ruled.sudo(False)
        return super(CommissionMixin, others).recompute_agents()

    def _shop_is_in_rules(self):
        """Whether the rules of the shops decide about this line."""
        return False
