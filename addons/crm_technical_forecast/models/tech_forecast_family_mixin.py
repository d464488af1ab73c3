from odoo import api, fields, models


class TechForecastFamilyMixin(models.AbstractModel):
    """The family of the technical sheets, where a house keeps them: no dependency on them.

    The name is that of the day of the run. What is in no family has none: it is counted all the
    same, and found as such.
    """

    _name = "tech.forecast.family.mixin"
    _description = "Family of a Forecast"

    family = fields.Char(string="Product Family", readonly=True, index=True)

    @api.model
    def _has_families(self):
        return "tech_family_id" in self.env["product.product"]._fields

    @api.model
    def _get_family(self, product):
        return (self._has_families() and product.tech_family_id.display_name) or False

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Without technical sheets nobody is asked about families."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if not self._has_families():
            for node in arch.xpath("//*[@name='family' or @name='group_family']"):
                node.getparent().remove(node)
            for node in arch.xpath("//filter[@name='no_family']"):
                node.getparent().remove(node)
        return arch, view
