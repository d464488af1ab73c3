from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    fr_penalty_rate = fields.Selection(related="company_id.fr_penalty_rate", readonly=False)
    fr_penalty_percent = fields.Float(related="company_id.fr_penalty_percent", readonly=False)
    fr_discount_terms = fields.Char(related="company_id.fr_discount_terms", readonly=False)
    fr_end_of_month = fields.Boolean(related="company_id.fr_end_of_month", readonly=False)
    fr_mediator_name = fields.Char(related="company_id.fr_mediator_name", readonly=False)
    fr_mediator_url = fields.Char(related="company_id.fr_mediator_url", readonly=False)
    fr_is_french = fields.Boolean(string="Is French", related="company_id.is_france_country")
    fr_missing_rate = fields.Char(string="Missing Rate", compute="_compute_fr_missing_rate")

    @api.depends("fr_penalty_rate")
    def _compute_fr_missing_rate(self):
        """Told where the penalties are chosen, before a customer reads a sentence without a rate."""
        today = fields.Date.context_today(self)
        for settings in self:
            settings.fr_missing_rate = self.env["fr.mentions"]._describe_missing_rate(
                settings.company_id, today
            )
