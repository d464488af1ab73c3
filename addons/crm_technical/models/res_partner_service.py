from markupsafe import Markup

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_date, formatLang

from .res_partner import RECENT, SELLER


class ResPartner(models.Model):
    """Contracts and open cases on the 360° page, where these applications are installed."""

    _inherit = "res.partner"

    tech_contract_html = fields.Html(
        string="Running Contracts", compute="_compute_tech_360", sanitize=False, groups=SELLER
    )
    tech_case_html = fields.Html(
        string="Open Cases", compute="_compute_tech_360", sanitize=False, groups=SELLER
    )

    def _tech_get_360_sales(self, tree):
        contracts = self._tech_find_360(
            "tech.contract", Domain("state", "in", ("draft", "active", "notice")), tree
        )
        cases = self._tech_find_360(
            "tech.case", Domain("state", "not in", ("done", "cancelled")), tree
        )
        return super()._tech_get_360_sales(tree) | {
            "tech_contract_html": self._tech_render_360(
                "tech-contracts", [(one, self._tech_get_contract_facts(one)) for one in contracts]
            ),
            "tech_case_html": self._tech_render_360(
                "after-sales", [(one, self._tech_get_case_facts(one)) for one in cases]
            ),
        }

    def _tech_find_360(self, model, domain, tree):
        """Return what the reader may see of another application; nothing where it is missing."""
        # No dependency: the application, where it is installed and readable, brings its records.
        if model not in self.env or not self.env[model].has_access("read"):
            return ()
        mine = Domain("partner_id", "in", tree.ids)
        return self.env[model].search(domain & mine, limit=RECENT)

    def _tech_get_contract_facts(self, contract):
        amount = formatLang(self.env, contract.amount, currency_obj=contract.currency_id)
        return (
            self._tech_get_label(contract, "state"),
            f"{amount} {self._tech_get_label(contract, 'recurrence')}",
            self._tech_write_day(self.env._("ends on %s"), contract.date_end),
            self._tech_write_day(self.env._("notice until %s"), contract.last_notice_day),
        )

    def _tech_get_case_facts(self, case):
        opened = fields.Datetime.context_timestamp(self, case.opened_on).date()
        return (
            self._tech_get_label(case, "kind"),
            self._tech_get_label(case, "state"),
            self._tech_write_day(self.env._("opened on %s"), opened),
            case.user_id.name,
        )

    def _tech_get_label(self, record, name):
        labels = dict(record._fields[name]._description_selection(self.env))
        return labels[record[name]]

    def _tech_write_day(self, words, day):
        return day and words % format_date(self.env, day)

    def _tech_render_360(self, path, rows):
        """Return links to the records of an action, with their facts; False when there is none."""
        if not rows:
            return False
        return Markup('<ul class="list-unstyled mb-3">%s</ul>') % Markup().join(
            Markup(
                '<li class="d-flex flex-wrap column-gap-3 py-2 border-bottom">'
                '<a class="fw-bold" href="/odoo/%s/%s">%s</a>%s</li>'
            )
            % (
                path,
                record.id,
                record.display_name,
                Markup().join(Markup("<span>%s</span>") % fact for fact in facts if fact),
            )
            for record, facts in rows
        )
