import base64

from odoo import api, fields, models


class TechSpecExport(models.TransientModel):
    """A file of the selected products' specifications, that the import reads back."""

    _name = "tech.spec.export"
    _description = "Export of Specifications"

    product_tmpl_ids = fields.Many2many(
        "product.template", string="Products", default=lambda self: self._default_product_tmpl_ids()
    )
    file_format = fields.Selection(
        [("xlsx", "Excel (XLSX)"), ("csv", "CSV")], default="xlsx", required=True, string="Format"
    )
    content = fields.Binary(readonly=True, attachment=False)
    filename = fields.Char(readonly=True)

    @api.model
    def _default_product_tmpl_ids(self):
        if self.env.context.get("active_model") == "product.template":
            return self.env["product.template"].browse(self.env.context.get("active_ids") or ())
        return self.env["product.template"]

    def action_export(self):
        """Write the file and hand it to the browser."""
        self.ensure_one()
        finder = self.env["tech.spec.finder"]
        rows = finder._get_specification_sheet(self.product_tmpl_ids)
        self.content = base64.b64encode(finder._write_sheet(rows, self.file_format))
        self.filename = f"{self.env._('specifications')}.{self.file_format}"
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/content/{self.filename}?download=true",
            "target": "download",
        }
