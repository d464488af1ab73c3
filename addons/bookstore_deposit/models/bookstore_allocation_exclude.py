from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class BookstoreAllocation(models.Model):
    """Excluding without deciding: whose copies these were not."""

    _inherit = "bookstore.allocation"

    def action_exclude(self, owner_id):
        """Say that these copies were not this owner's, without saying whose they were (B117)."""
        self.check_access("write")
        owner = self.env["res.partner"].browse(owner_id).exists()
        # sudo: what follows may decide and move stock; the right was checked above
        allocations = self.sudo().filtered(lambda allocation: allocation.state == "pending")
        allocations._guard()
        for allocation in allocations:
            if not allocation.is_asked and not allocation.open_candidate_ids - owner:
                raise UserError(
                    self.env._(
                        "%(owner)s is the last possible owner of %(title)s. Decide instead, or"
                        " record the parcel of another distributor first.",
                        owner=owner.display_name,
                        title=allocation.product_id.name,
                    )
                )
        allocations.write({"excluded_ids": [Command.link(owner.id)]})
        allocations._settle_forced()
        allocations._follow_alerts()
        return True

    def action_include(self, owner_id=None):
        """Take back an exclusion, or all of them: someone was wrong about whose these are not."""
        self.check_access("write")
        # sudo: same right as excluding, checked above
        allocations = self.sudo().filtered(lambda allocation: allocation.state == "pending")
        command = Command.unlink(owner_id) if owner_id else Command.clear()
        allocations.write({"excluded_ids": [command]})
        allocations._follow_alerts()
        return True
