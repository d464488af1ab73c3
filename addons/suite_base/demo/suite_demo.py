from odoo import api, models


class SuiteDemo(models.AbstractModel):
    """What the demonstrations of all add-ons need."""

    _name = "suite.demo"
    _description = "Demonstration Data"

    @api.model
    def _demo_load_words(self, module):
        """Load the translated words of an add-on now.

        Odoo loads them after the demo data, and what the chatter and stored texts say stays.
        """
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        self.env["ir.module.module"]._load_module_terms([module], languages)
        self.env.registry.clear_cache()
        self.env.invalidate_all()

    @api.model
    def _demo_speak(self, code):
        """Let people choose a language."""
        self.env["res.lang"]._activate_lang(code)
