from odoo import api, fields, models
from odoo.exceptions import UserError

STATUSES = [("found", "Found"), ("new", "New"), ("todo", "To choose")]


class FecImportMapping(models.AbstractModel):
    """A code of the file and what it becomes in the books."""

    _name = "fec.import.mapping"
    _description = "Code of a FEC"
    _order = "status desc, code, id"
    _rec_name = "code"

    import_id = fields.Many2one("fec.import", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="import_id.company_id")
    currency_id = fields.Many2one(related="import_id.currency_id")
    code = fields.Char(string="Code in the File", required=True, readonly=True)
    name = fields.Char(string="Name in the File", readonly=True)
    line_count = fields.Integer(string="Lines", readonly=True)
    first_line = fields.Integer(readonly=True, aggregator=None)
    status = fields.Selection(STATUSES, compute="_compute_status", store=True)

    @api.depends("code")
    def _compute_status(self):
        raise NotImplementedError

    def write(self, vals):
        if any(line.import_id.state == "done" for line in self):
            raise UserError(
                self.env._("This file is in the books: what its codes became stays as it is.")
            )
        return super().write(vals)

    @api.model
    def _sync(self, fec, rows):
        """Bring the codes up to date with the file; choices of a person stay.

        :param rows: ``{code: values}``
        """
        known = {line.code: line for line in self.search([("import_id", "=", fec.id)])}
        self.browse([line.id for code, line in known.items() if code not in rows]).unlink()
        counted = ("name", "line_count", "first_line", "balance", "lettered")
        for code, line in known.items():
            if code in rows:
                values = {name: rows[code][name] for name in counted if name in rows[code]}
                line.write({name: value for name, value in values.items() if line[name] != value})
        self.create(
            [
                {"import_id": fec.id, "code": code, **values}
                for code, values in rows.items()
                if code not in known
            ]
        )
