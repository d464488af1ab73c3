from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..core.assignment import Candidate, choose


class TechCase(models.Model):
    """Who takes a case."""

    _inherit = "tech.case"

    def action_assign(self):
        """Give the cases to whoever is there, knows the matter and has the most room left."""
        self.check_access("write")
        left = self.filtered(lambda case: not case._assign())
        if left and len(self) == 1:
            raise UserError(
                self.env._(
                    "Nobody can take %(case)s now: those who know it are away or full. "
                    "Choose a technician yourself.",
                    case=left.display_name,
                )
            )
        return True

    def _assign(self):
        """Give this case to the best technician; tell whether somebody was found."""
        self.ensure_one()
        technicians = self.env["tech.technician"].search(self._get_technician_domain())
        self.env["suite.concurrency"]._take(technicians)  # whoever counts next counts this case
        last = technicians._get_last_given(technicians.user_id)
        found = choose(
            [
                Candidate(
                    technician.user_id.id,
                    frozenset(technician.category_ids.ids),
                    technician.open_count,
                    technician.most,
                    technician.is_away,
                    last.get(technician.user_id) or None,
                )
                for technician in technicians
            ],
            self._get_needed_categories().ids,
        )
        if found:
            self.user_id = found
        return bool(found)

    def _get_technician_domain(self):
        domain = Domain("company_id", "=", self.company_id.id)
        if self.team_id.technician_ids:
            domain &= Domain("team_id", "=", self.team_id.id)
        return domain

    def _get_needed_categories(self):
        """Categories of the products, and those above them: any of them will do."""
        categories = self.line_ids.product_id.categ_id
        return (
            categories.search([("id", "parent_of", categories.ids)]) if categories else categories
        )
