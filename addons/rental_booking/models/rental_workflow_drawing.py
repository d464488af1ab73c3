from odoo import api, models
from odoo.exceptions import AccessError

from odoo.addons.suite_base.core.workflow_svg import State, Transition, draw_workflow

# One colour a state everywhere: grey not started, blue in progress, orange needs someone,
# green done, red wrong or late. What is not named is blue.
TONES = {
    "sale.order": {
        "draft": "grey",
        "requested": "orange",
        "to_process": "orange",
        "late": "red",
        "returned": "orange",
        "incomplete": "red",
        "after_sales": "orange",
        "closed": "green",
        "cancelled": "grey",
    },
    "repair.order": {"new": "orange", "waiting": "orange", "resolved": "green", "closed": "green"},
    "account.move": {"to_establish": "grey", "to_collect": "orange", "closed": "green"},
}


class RentalScreens(models.AbstractModel):
    """The three workflows as pictures, drawn from the tables that also guard them."""

    _inherit = "rental.screens"

    @api.model
    @api.readonly
    def get_workflow_svg(self, model, record_id):
        """SVG (str) of the workflow of one record, its state highlighted.

        :param model: "sale.order", "repair.order" or "account.move"
        """
        self._check_drawn(model)
        record = self.env[model].browse(int(record_id))
        record.check_access("read")
        return self._draw_workflow(record)

    @api.model
    @api.readonly
    def get_workflows(self):
        """[{"title", "svg"}] of all workflows, no state highlighted."""
        titles = {
            "sale.order": self.env._("Booking"),
            "repair.order": self.env._("After-sales ticket"),
            "account.move": self.env._("Invoice"),
        }
        return [
            {"title": title, "svg": self._draw_workflow(self.env[model].new({}), current=False)}
            for model, title in titles.items()
        ]

    @api.model
    def _check_drawn(self, model):
        if model not in TONES:
            raise AccessError(self.env._("There is no rental workflow on this document."))

    @api.model
    def _draw_workflow(self, record, current=True):
        graph = record.rental_workflow_graph
        tones = TONES[record._name]
        return draw_workflow(
            [State(name, label, tones.get(name, "blue")) for name, label in graph["states"]],
            [
                Transition(name, label, tuple(sources), target)
                for name, label, sources, target in graph["transitions"]
            ],
            current=graph["current"] if current else None,
            title=self.env._("Workflow"),
        )
