from odoo import api, models


class SuiteHold(models.AbstractModel):
    """An invoice that another add-on holds is taken out of the reminders that wait."""

    _inherit = "suite.hold"

    @api.model
    def _tell(self, documents):
        super()._tell(documents)
        if documents._name == "account.move":
            # sudo: whoever opens a case, reminders of its invoices wait
            documents.sudo()._dunning_bring_up_to_date()
