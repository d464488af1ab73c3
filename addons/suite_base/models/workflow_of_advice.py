from functools import cache

from odoo import api, fields, models
from odoo.tools import LazyTranslate

from ..core.workflow import Transition, Workflow

_lt = LazyTranslate(__name__)


@cache
def advice_workflow(groups):
    """A machine proposes and withdraws, a person decides.

    :param groups: those who decide, external ids
    """
    return Workflow(
        field="state",
        starts=("proposed",),
        transitions={
            "accept": Transition(
                label=_lt("Accept"),
                sources=("proposed",),
                target="accepted",
                groups=groups,
                effect="_effect_accept",
            ),
            "refuse": Transition(
                label=_lt("Refuse"), sources=("proposed",), target="refused", groups=groups
            ),
            "reconsider": Transition(
                label=_lt("Reconsider"), sources=("refused",), target="proposed", groups=groups
            ),
            "withdraw": Transition(
                label=_lt("Withdraw"),
                sources=("proposed", "accepted"),
                target="withdrawn",
                by_hand=False,
            ),
            "propose": Transition(
                label=_lt("Propose"),
                sources=("withdrawn", "accepted"),
                target="proposed",
                by_hand=False,
            ),
        },
        tones={"proposed": "orange", "accepted": "green", "refused": "grey", "withdrawn": "grey"},
    )


class SuiteAdviceMixin(models.AbstractModel):
    """What a machine advises and a person decides: each run brings it up to date, what was refused
    stays refused."""

    _name = "suite.advice.mixin"
    _description = "Advice"
    _inherit = ["suite.guard.mixin", "suite.workflow.mixin", "mail.thread", "mail.activity.mixin"]
    _advice_groups = ()  # those who decide

    # by a method: words of a list would be translated for this model only
    state = fields.Selection("_get_states", default="proposed", required=True, index=True)

    @api.model
    def _get_states(self):
        labels = {
            "proposed": self.env._("To decide"),
            "accepted": self.env._("Accepted"),
            "refused": self.env._("Refused"),
            "withdrawn": self.env._("No longer needed"),
        }
        return list(labels.items())

    def _get_workflow(self):
        return advice_workflow(self._advice_groups)

    def action_accept(self):
        return self._fire("accept")

    def action_refuse(self):
        return self._fire("refuse")

    def action_reconsider(self):
        return self._fire("reconsider")

    def _effect_accept(self):
        """What follows when somebody accepts. Overridden by each model."""

    @api.model
    def _store_advice(self, held, wanted):
        """Move towards what a run advises.

        :param held: {key: the advice that is there}
        :param wanted: {key: values}; those of a key that is new make a record
        """
        self.create([vals for key, vals in wanted.items() if key not in held])
        for key, advice in held.items():
            if key in wanted:
                advice.write(wanted[key])
                advice.filtered(lambda one: one._is_asked_again())._fire("propose")
            else:
                advice.filtered(lambda one: one._is_over())._fire("withdraw")

    def _is_asked_again(self):
        """Whether a person decides anew about what is still advised."""
        return self.state == "withdrawn"

    def _is_over(self):
        """Whether what is no longer advised is withdrawn."""
        return self.state == "proposed"
