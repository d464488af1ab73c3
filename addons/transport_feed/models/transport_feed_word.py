from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.transport_order.core.labels import CATEGORY_SELECTION

from ..core.feed_words import propose

STATUS_SELECTION = [
    ("in_stock", "In stock"),
    ("incoming", "Arriving"),
    ("reserved", "Reserved"),
    ("gone", "Gone"),
]
TARGETS = {"unknown_status": "status", "unknown_category": "category"}


class TransportFeedWord(models.Model):
    """A word of a provider that no value table knows, with what it probably means."""

    _name = "transport.feed.word"
    _inherit = "suite.guard.mixin"
    _description = "Stock Feed Unknown Word"
    _order = "run_id desc, count desc, id"
    _rec_name = "source"

    run_id = fields.Many2one("transport.feed.run", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="run_id.company_id", store=True)
    target = fields.Selection(
        [("status", "Status"), ("category", "Size class")], readonly=True, required=True
    )
    column = fields.Char(readonly=True)
    source = fields.Char(string="In the File", readonly=True, required=True)
    count = fields.Integer(string="Cars", readonly=True)
    result = fields.Selection(
        STATUS_SELECTION + CATEGORY_SELECTION, string="Means", help="Proposed: check it."
    )

    @api.constrains("result", "target")
    def _check_result(self):
        kinds = {"status": dict(STATUS_SELECTION), "category": dict(CATEGORY_SELECTION)}
        for word in self:
            if word.result and word.result not in kinds[word.target]:
                raise ValidationError(
                    self.env._(
                        "“%(word)s” stands in a column of another kind. Choose one of: %(words)s.",
                        word=word.source,
                        words=", ".join(kinds[word.target].values()),
                    )
                )

    @api.model
    def _propose(self, run, issues):
        """Remember the unknown words of a run, each once."""
        found = {}
        for issue in issues:
            if issue.code in TARGETS:
                key = TARGETS[issue.code], issue.details["column"], issue.details["value"]
                found[key] = found.get(key, 0) + 1
        return self.create(
            [
                {
                    "run_id": run.id,
                    "target": target,
                    "column": column,
                    "source": source,
                    "count": count,
                    "result": propose(target, source) or False,
                }
                for (target, column, source), count in found.items()
            ]
        )

    def _keep(self):
        """Add the words that have a meaning to the value tables of their columns."""
        known = self.filtered("result")
        for word in known:
            rules = word.run_id.feed_id.profile_id.rule_ids.filtered(
                lambda rule, word=word: (rule.target, rule.source) == (word.target, word.column)
            )
            rules[:1].value_ids = [
                fields.Command.create({"source": word.source, "result": word.result})
            ]
        known.unlink()
