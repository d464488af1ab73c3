from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date, formatLang

from odoo.addons.transport_order.core.distance import local_distance

from ..core.emissions import latest_telling

LAWFUL_DAYS = "payment_transport"
FINISHED = ("delivered", "closed")


class TransportOrder(models.Model):
    """Greenhouse gases: named with the price and frozen with it, told as they were after the
    delivery (C. transp. L1431-3)."""

    _inherit = "transport.order"

    ghg_kg = fields.Float(string="CO2e Quoted (kg)", digits=(16, 1), readonly=True, copy=False)
    ghg_tonnes = fields.Float(string="Mass (t)", digits=(16, 3), readonly=True, copy=False)
    ghg_km = fields.Float(
        string="Kilometres of the CO2e", digits=(16, 1), readonly=True, copy=False
    )
    ghg_level = fields.Integer(string="Level of the Method", readonly=True, copy=False)
    ghg_estimated = fields.Boolean(string="Mass by Size Class", readonly=True, copy=False)
    ghg_source = fields.Char(string="Source of the CO2e", readonly=True, copy=False)
    driven_km = fields.Float(
        string="Kilometres Driven",
        digits=(16, 1),
        copy=False,
        help="Between pick-up and delivery; empty takes the kilometres of the price.",
    )
    ghg_real_kg = fields.Float(
        string="CO2e Real (kg)", digits=(16, 1), readonly=True, copy=False, tracking=True
    )
    ghg_told_on = fields.Date(string="Real CO2e Told On", readonly=True, copy=False)
    ghg_due = fields.Date(
        string="Real CO2e Due",
        compute="_compute_ghg_due",
        store=True,
        index="btree_not_null",
        help="Two months after the delivery, and no longer asked once it is told.",
    )
    ghg_text = fields.Char(string="Greenhouse Gases", compute="_compute_ghg_text")

    @api.depends("delivered_on", "ghg_told_on")
    def _compute_ghg_due(self):
        for order in self:
            asked = order.delivered_on and not order.ghg_told_on
            order.ghg_due = latest_telling(order.delivered_on.date()) if asked else False

    @api.depends("ghg_kg", "ghg_real_kg", "ghg_told_on", "ghg_level", "ghg_estimated")
    @api.depends_context("lang")
    def _compute_ghg_text(self):
        for order in self:
            order.ghg_text = order._describe_ghg_text() if order.ghg_kg else False

    def _fr_get_mentions(self):
        """``[(code, sentence)]`` to print on the order form (C. com. L441-9)."""
        self.ensure_one()
        day = self.accepted_on or self.estimate_date or fields.Date.context_today(self)
        return self.env["fr.mentions"]._get_mentions(
            self.company_id, self.partner_id, fields.Date.to_date(day), self.partner_id.lang
        )

    def _describe_ghg_text(self):
        kilos = self._write_kilos(self.ghg_real_kg if self.ghg_told_on else self.ghg_kg)
        mass = self.env._(", mass by size class") if self.ghg_estimated else ""
        words = (
            self.env._("Emissions: %(kilos)s kg CO2e (level %(level)s%(mass)s, C. transp. L1431-3)")
            if self.ghg_told_on
            else self.env._(
                "Estimated emissions: %(kilos)s kg CO2e (level %(level)s%(mass)s, C. transp. L1431-3)"
            )
        )
        return words % {"kilos": kilos, "level": self.ghg_level, "mass": mass}

    def _write_kilos(self, kilos):
        return formatLang(self.env, kilos, digits=1)

    # --- named with the price --------------------------------------------------------------------

    def _prepare_terms(self):
        return super()._prepare_terms() | self._prepare_ghg() | self._prepare_lawful_term()

    def _prepare_ghg(self):
        """Values of the figure that goes with the price; empty where nobody can know it yet."""
        self.ensure_one()
        told = self._compute_ghg(self.line_ids, self._get_ghg_km())
        if not told:
            return {"ghg_kg": 0, "ghg_source": False, "ghg_level": 0}
        found, source = told
        return {
            "ghg_kg": float(found.kilos),
            "ghg_tonnes": float(found.tonnes),
            "ghg_km": float(found.km),
            "ghg_level": found.level,
            "ghg_estimated": found.estimated,
            "ghg_source": source,
        }

    def _compute_ghg(self, lines, km):
        day = self.estimate_date.date() if self.estimate_date else fields.Date.context_today(self)
        return self.env["transport.estimator"]._compute_ghg(self.company_id, lines, km, day)

    def _get_ghg_km(self):
        """:return: kilometres of the price, else those between the postcodes; 0 when unknown"""
        if self.km:
            return self.km
        places = self.origin_id._to_place(), self.destination_id._to_place()
        return local_distance(*places).km or 0

    def _prepare_lawful_term(self):
        """Transport is paid within 30 days of the invoice, whatever the client's terms say."""
        # sudo: terms are frozen also when a client asks for the price
        order = self.sudo().with_company(self.company_id)
        term = order.partner_id.property_payment_term_id
        if not term.line_ids or not order.company_id.is_france_country:
            return {}
        today = fields.Date.context_today(order)
        days = int(order.env["fr.legal.figure"]._get_value(LAWFUL_DAYS, today))
        latest = max(line._get_due_date(today) for line in term.line_ids)
        if latest <= fields.Date.add(today, days=days):
            return {}
        lawful = order.env.ref("account.account_payment_term_30days", raise_if_not_found=False)
        return {"payment_term_id": lawful.id if lawful else False}

    # --- told after the delivery -----------------------------------------------------------------

    def action_tell_ghg(self):
        """Tell the clients what their finished transports emitted, with the kilometres driven."""
        self.check_access("write")
        for order in self:
            order._check_ghg_finished()
            order._tell_ghg()

    def _check_ghg_finished(self):
        if self.state not in FINISHED or not self.delivered_on:
            raise UserError(
                self.env._(
                    "%(order)s is not delivered: what it emits is not known yet. Choose delivered"
                    " transports.",
                    order=self.name,
                )
            )
        if not (self.driven_km or self._get_ghg_km()):
            raise UserError(
                self.env._(
                    "Nobody knows how far %(order)s went. Enter the kilometres driven.",
                    order=self.name,
                )
            )

    def _tell_ghg(self):
        """Real load: the cars that were delivered; real kilometres: those driven."""
        carried = self.line_ids.filtered(lambda line: line.state == "delivered")
        told = self._compute_ghg(carried, self.driven_km or self._get_ghg_km())
        if not told:
            return
        if not self.ghg_kg:
            self.sudo().write(self._prepare_ghg_from(*told))  # sudo: computed, typed by nobody
        self.sudo().write(  # sudo: as above
            {
                "ghg_real_kg": float(told[0].kilos),
                "ghg_told_on": fields.Date.context_today(self),
                "driven_km": self.driven_km or self._get_ghg_km(),
            }
        )
        self.activity_unlink(["transport_l10n_fr.mail_activity_ghg"])
        self._mail_client("transport_l10n_fr.mail_template_ghg")

    @api.model
    def _prepare_ghg_from(self, found, source):
        return {
            "ghg_kg": float(found.kilos),
            "ghg_level": found.level,
            "ghg_estimated": found.estimated,
            "ghg_source": source,
        }

    @api.model
    def _cron_ghg(self):
        """Two weeks before the end of the two months somebody is asked for the real figures, once."""
        soon = fields.Date.add(fields.Date.context_today(self), days=14)
        orders = self.search([("ghg_due", "<=", soon), ("state", "in", FINISHED)])
        kind = self.env.ref("transport_l10n_fr.mail_activity_ghg")
        for order in orders.filtered(lambda order: order.company_id.is_france_country):
            if kind in order.activity_ids.activity_type_id:
                continue
            lang = order.company_id.partner_id.lang or self.env.lang
            words = order.with_context(lang=lang).env
            order.activity_schedule(
                "transport_l10n_fr.mail_activity_ghg",
                date_deadline=order.ghg_due,
                summary=words._("Tell the real CO2e of %(order)s", order=order.name),
                note=words._(
                    "Latest day: %(day)s (two months after the delivery).",
                    day=format_date(words, order.ghg_due),
                ),
                user_id=(order.responsible_id or order._get_default_manager()).id,
            )

    # --- what others read ------------------------------------------------------------------------

    def _get_ghg(self):
        self.ensure_one()
        if not self.ghg_kg:
            return super()._get_ghg()
        real = bool(self.ghg_told_on)
        return {
            "kg_co2e": self.ghg_real_kg if real else self.ghg_kg,
            "level": self.ghg_level,
            "mass_t": self.ghg_tonnes,
            "mass_estimated": self.ghg_estimated,
            "km": self.driven_km if real else self.ghg_km,
            "mode": "road",
            "factor_source": self.ghg_source or "",
            "real": real,
        }

    @api.model
    def _get_ghg_statement(self, partner, year):
        """:return: the transports delivered for a client and his sites in a year, oldest first"""
        return self.search(
            Domain("partner_id", "child_of", partner.id)
            & Domain("state", "in", FINISHED)
            & Domain("delivered_on", ">=", f"{year}-01-01")
            & Domain("delivered_on", "<", f"{year + 1}-01-01"),
            order="delivered_on, id",
        )

    def _get_ghg_kilos(self):
        """:return: the figure that counts: the real one once it is told"""
        self.ensure_one()
        return self.ghg_real_kg if self.ghg_told_on else self.ghg_kg

    @api.model
    def _sum_ghg(self, orders):
        return float(sum((Decimal(str(order._get_ghg_kilos())) for order in orders), Decimal(0)))
