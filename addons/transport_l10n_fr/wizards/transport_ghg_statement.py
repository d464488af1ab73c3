import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.transport_order.core.export import to_csv


class TransportGhgStatement(models.TransientModel):
    """The greenhouse gases of a client's transports in one year, as a letter and as a table."""

    _name = "transport.ghg.statement"
    _description = "Greenhouse Gas Statement"

    partner_id = fields.Many2one(
        "res.partner", string="Client", required=True, domain=[("is_company", "=", True)]
    )
    year = fields.Integer(required=True, default=lambda self: fields.Date.context_today(self).year)
    file = fields.Binary(readonly=True)
    file_name = fields.Char(readonly=True)

    @api.depends("partner_id", "year")
    def _compute_display_name(self):
        for statement in self:
            statement.display_name = f"CO2e {statement.year} {statement.partner_id.name or ''}"

    def _get_orders(self):
        self.ensure_one()
        return self.env["transport.order"]._get_ghg_statement(self.partner_id, self.year)

    def _check_orders(self):
        orders = self._get_orders()
        if not orders:
            raise UserError(
                self.env._(
                    "Nothing was delivered for %(client)s in %(year)s. Choose another year.",
                    client=self.partner_id.name,
                    year=self.year,
                )
            )
        return orders

    def action_print(self):
        """The statement as a letter (PDF)."""
        self._check_orders()
        return self.env.ref("transport_l10n_fr.action_report_ghg_statement").report_action(self)

    def action_export(self):
        """The statement as a table (CSV)."""
        self._check_orders()
        self.write(
            {
                "file": base64.b64encode(self._make_csv()),
                "file_name": f"{self.display_name}.csv",
            }
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file?download=true&filename_field=file_name",
            "target": "self",
        }

    def _make_csv(self):
        """:return: bytes of the table, one line a transport"""
        self.ensure_one()
        words = self.with_context(lang=self.partner_id.lang or self.env.lang).env
        header = [
            words._("Order"),
            words._("Your reference"),
            words._("Route"),
            words._("Delivered on"),
            words._("Cars"),
            words._("Kilometres"),
            words._("CO2e (kg)"),
            words._("Figure"),
        ]
        orders = self._get_orders()
        rows = [
            [
                order.name,
                order.client_reference or "",
                order.route or "",
                fields.Date.to_string(order.delivered_on),
                order.delivered_count,
                order.driven_km or order.ghg_km,
                round(order._get_ghg_kilos(), 1),
                words._("real") if order.ghg_told_on else words._("estimated"),
            ]
            for order in orders
        ]
        rows.append([words._("Total"), "", "", "", "", "", round(orders._sum_ghg(orders), 1), ""])
        return to_csv(header, rows)
