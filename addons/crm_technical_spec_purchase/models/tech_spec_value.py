from odoo import models


class TechSpecValue(models.Model):
    _inherit = "tech.spec.value"

    def _get_short_text(self):
        """Return the value as a line has room for it: 24 V and IP66 say what they are, 200 not."""
        attribute = self.attribute_id
        if attribute.kind == "option" or attribute.unit_id:
            return self.display_value
        return f"{attribute.name} {self.display_value}"
