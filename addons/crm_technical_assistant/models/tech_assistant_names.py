import re

from odoo import api, models
from odoo.fields import Domain

from ..core.text import fold, rank_names
from .tech_assistant import SHOWN

MAY_MEAN = 400
_DOCUMENT = re.compile(r"[A-Za-z]{1,4}[/-]?\d[\w/-]*$")
NUMBERED = ("sale.order", "tech.contract", "tech.case")
ANY_ACCENT = re.compile("[aeioucn]")


class TechAssistant(models.AbstractModel):
    """Who or what a name means, among what the asker may see."""

    _inherit = "tech.assistant"

    @api.model
    def _find_named(self, model, name, domain=()):
        """Return the records that a name may mean: written so, containing it, or nearly so."""
        records = self.env[model]
        column = records._rec_name
        wanted = name.replace("\\", "").replace("%", "").replace("_", " ").strip()
        if not wanted:
            return records
        scope = Domain(list(domain))
        if exact := records.search(scope & Domain(column, "=ilike", wanted), limit=SHOWN + 1):
            return exact
        found = records.name_search(wanted, list(scope), "ilike", SHOWN + 1)
        return records.browse([key for key, _name in found]) or self._find_alike(
            records, column, wanted, scope
        )

    @api.model
    def _find_alike(self, records, column, wanted, scope):
        """Return the records whose names are nearly written so: letters swapped, accents missing."""
        parts = [word[:3] for word in fold(wanted).split() if len(word) > 3]
        patterns = [f"%{ANY_ACCENT.sub('_', part)}%" for part in parts]
        near = Domain.OR(Domain(column, "=ilike", pattern) for pattern in patterns)
        held = records.search_fetch(scope & near, [column], limit=MAY_MEAN) if parts else records
        ranked = rank_names(wanted, [(record.id, record[column] or "") for record in held])
        return records.browse([key for score, key in ranked if score > ranked[0][0] - 0.1][:SHOWN])

    @api.model
    def _find_partner(self, name):
        """Return the partners that a name may mean; a company stands for its own people."""
        found = self._find_named("res.partner", name)
        company = found.commercial_partner_id
        return company if len(company) == 1 and company in found else found

    @api.model
    def _find_target(self, name):
        """Return the quote, contract, case, customer or opportunity that a name means."""
        if _DOCUMENT.match(name):
            held = [model for model in NUMBERED if model in self.env]
            for records in (self.env[model] for model in held):
                number = [("name", "=ilike", name)]
                if records.has_access("read") and (found := records.search(number, limit=2)):
                    return found
        found = self._find_partner(name)
        if not found and self.env["crm.lead"].has_access("read"):
            found = self._find_named("crm.lead", name)
        return found

    @api.model
    def _say_which(self, name, found):
        """Return the question which one is meant, or that there is none."""
        if not found:
            return self._say(
                self.env._(
                    "I find nobody and nothing named “%(name)s” among what you see.", name=name
                )
            )
        title = self.env._("“%(name)s” may mean several. Ask again with the whole name:", name=name)
        names = found.mapped("display_name")
        rows = [
            self._row(one, *(self._tell_apart(one) if names.count(one.display_name) > 1 else ()))
            for one in found[:SHOWN]
        ]
        return self._list(title, rows, len(found))

    @api.model
    def _tell_apart(self, record):
        """Return what tells two customers of one name apart; each of it finds him, too."""
        if record._name != "res.partner":
            return ()
        return record.ref, record.email, record.vat, record.city
