from odoo import models
from odoo.exceptions import AccessError, UserError

from ..core.token import trusted
from ..core.workflow import allowed


class RentalWorkflowMixin(models.AbstractModel):
    """A record whose state only changes through the named transitions of a table."""

    _name = "rental.workflow.mixin"
    _description = "Rental Workflow"

    def _get_rental_workflow(self):
        """(state field, {state: label}, {name: Transition}, link field on rental.history)."""
        raise NotImplementedError

    def _apply_transition(self, name, reason=None):
        """Fire one transition on every record: source, rights, guard, state, history, effect.

        Two users who fire at once meet on the record's row: PostgreSQL refuses the second under
        REPEATABLE READ and Odoo replays it, which then finds the new state.

        :raise UserError: the state does not allow it, or the guard refuses
        """
        if not self:  # an ordinary order among Odoo's own asks for no right of ours
            return True
        transition = self._get_rental_workflow()[2][name]
        self._check_transition_groups(name, transition)
        for record in self:
            record._check_transition_source(name, transition)
            if transition.guard:
                getattr(record, transition.guard)()
            record._write_transition(name, transition, reason)
            if transition.effect:
                getattr(record._rental_in_house(), transition.effect)()
            record._rental_after_transition(name)
        return True

    def _rental_after_transition(self, name):
        """What others do once a transition and its effect are through."""

    def _rental_in_house(self):
        """The record in the company's language: notes and activities are for colleagues."""
        return self.with_context(lang=self.company_id._get_rental_lang())

    def _check_transition_groups(self, name, transition):
        if self.env.su or not transition.groups:
            return
        if not any(self.env.user.has_group(group) for group in transition.groups):
            raise AccessError(
                self.env._(
                    "You may not do “%(transition)s”. Ask a rental manager for the rights.",
                    transition=self._get_transition_label(name),
                )
            )

    def _check_transition_source(self, name, transition):
        field, _states, transitions, _link = self._get_rental_workflow()
        state = self[field]
        if state in transition.sources:
            return
        possible = ", ".join(self._get_transition_label(n) for n in allowed(transitions, state))
        raise UserError(
            self.env._(
                "%(record)s is “%(state)s”: “%(transition)s” is not possible now. "
                "Possible now: %(possible)s.",
                record=self.display_name,
                state=self._get_state_label(state),
                transition=self._get_transition_label(name),
                possible=possible or self.env._("nothing"),
            )
        )

    def _write_transition(self, name, transition, reason):
        field, _states, _transitions, link = self._get_rental_workflow()
        source = self[field]
        trusted(self).write({field: transition.target})
        # sudo: the history is written by the machine only, nobody has create rights on it
        self.env["rental.history"].sudo().create(
            {
                link: self.id,
                "user_id": self.env.uid,
                "transition": name,
                "source": source,
                "target": transition.target,
                "reason": reason,
            }
        )
        house = self._rental_in_house()
        house._message_log(
            body=house.env._(
                "%(transition)s: %(before)s → %(after)s%(reason)s",
                transition=house._get_transition_label(name),
                before=house._get_state_label(source),
                after=house._get_state_label(transition.target),
                reason=f" ({reason})" if reason else "",
            )
        )

    def _get_state_label(self, state):
        field = self._get_rental_workflow()[0]
        selection = self._fields[field]._description_selection(self.env)
        return dict(selection).get(state, state or "")

    def _get_transition_label(self, name):
        field = self.env["rental.history"]._fields["transition"]
        return dict(field._description_selection(self.env)).get(name, name)

    def _get_workflow_graph(self):
        """States, transitions and current state of one record, labels in the user's language."""
        field, states, transitions, _link = self._get_rental_workflow()
        return {
            "states": [[state, self._get_state_label(state)] for state in states],
            "transitions": [
                [name, self._get_transition_label(name), list(step.sources), step.target]
                for name, step in transitions.items()
            ],
            "current": self[field],
        }
