from secrets import token_hex

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core import workflow_svg
from ..core.defaults import own_defaults
from ..core.workflow import Workflow

_MOVE_KEY = "suite_workflow_move"
NO_WORKFLOW = Workflow("", (), {})


class _Move(str):
    """The pass of one write, made by the mixin alone: contexts that come over the wire hold plain
    texts, never one of these. (It is a text too, so that a context with it can travel; one of its
    own, because Odoo gives an environment that lives already to whoever asks for an equal context.)
    """

    __slots__ = ("ids", "model", "state")

    @classmethod
    def of(cls, records, state):
        move = cls(token_hex(16))
        move.model, move.ids, move.state = records._name, set(records.ids), state
        return move

    def allows(self, records, state):
        return (
            self.model == records._name and self.state == state and self.ids.issuperset(records.ids)
        )


class SuiteWorkflowMixin(models.AbstractModel):
    """A record whose state only changes through the named transitions of a table."""

    _name = "suite.workflow.mixin"
    _description = "Workflow"

    workflow_possible = fields.Json(compute="_compute_workflow_possible")

    def _get_workflow(self):
        """The table of this model, a ``Workflow``. Overridden by each model."""
        return NO_WORKFLOW

    @api.depends(lambda self: [self._get_workflow().field] if self._get_workflow().field else [])
    @api.depends_context("uid")
    def _compute_workflow_possible(self):
        """Names of the transitions that the user may fire now: what the buttons ask."""
        workflow = self._get_workflow()
        mine = {name for name in workflow.transitions if self._may_fire(name)}
        for record in self:
            state = record[workflow.field] if workflow.field else ""
            record.workflow_possible = [name for name in workflow.allowed(state) if name in mine]

    # -- every other door is closed ----------------------------------------------------------

    @api.model
    def default_get(self, fields):
        return own_defaults(self, {self._get_workflow().field}, super().default_get(fields))

    @api.model_create_multi
    def create(self, vals_list):
        workflow = self._get_workflow()
        default = f"default_{workflow.field}"
        if default in self.env.context:  # of another model's form, or forged
            rest = {key: value for key, value in self.env.context.items() if key != default}
            self = self.with_env(self.env(context=rest))
        for vals in vals_list:
            if vals.get(workflow.field) and vals[workflow.field] not in workflow.starts:
                self._refuse_state(self.browse(), vals[workflow.field])
        return super().create(vals_list)

    def write(self, vals):
        field = self._get_workflow().field
        if field in vals:
            move = self.env.context.get(_MOVE_KEY)
            passed = isinstance(move, _Move) and move.allows(self, vals[field])
            changed = self.browse() if passed else self.filtered(lambda r: r[field] != vals[field])
            if changed:
                self._refuse_state(changed[0], vals[field])
        return super().write(vals)

    def _refuse_state(self, record, state):
        raise UserError(
            self.env._(
                "%(record)s cannot be set to “%(state)s” directly. Use the buttons of the document,"
                " which also do what follows.",
                record=record.display_name or self.env._("A new %s", self._description),
                state=self._get_state_label(state),
            )
        )

    def copy_data(self, default=None):
        field = self._get_workflow().field
        return [
            {name: value for name, value in vals.items() if name != field}
            for vals in super().copy_data(default)
        ]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept_by_workflow(self):
        workflow = self._get_workflow()
        if workflow.deletable is None:
            return
        for record in self:
            if record[workflow.field] not in workflow.deletable:
                raise UserError(
                    self.env._(
                        "%(record)s is “%(state)s” and is kept. Undo or cancel it instead.",
                        record=record.display_name,
                        state=self._get_state_label(record[workflow.field]),
                    )
                )

    # -- firing ------------------------------------------------------------------------------

    def _fire(self, name, reason=None):
        """Fire one transition on every record: rights, turn, source, guard, state, history, effect.

        Two users who fire at once meet on the record's row (see ``suite.concurrency``): one of
        them is told, or starts again and finds the new state.

        :raises UserError: the state does not allow it, the guard refuses, or somebody else is at it
        """
        if not self:
            return True
        transition = self._get_workflow().transitions[name]
        self.check_access("write")
        self._check_may_fire(name)
        self._lock_workflow()
        for record in self:
            record._check_source(name)
            if transition.guard:
                getattr(record, transition.guard)()
            record._move_to(transition.target, name, reason)
            if transition.effect:
                getattr(record, transition.effect)()
        return True

    def _force_state(self, state, reason):
        """Record a state that reality has already, beside the table: a migration, a counter-move.

        :param reason: kept in the history
        """
        self._lock_workflow()
        for record in self:
            record._move_to(state, None, reason)

    def _lock_workflow(self):
        self.env["suite.concurrency"]._take_or_refuse(self)

    def _move_to(self, state, name, reason):
        field = self._get_workflow().field
        source = self[field]
        move = _Move.of(self, state)
        moved = self.with_context(**{_MOVE_KEY: move})
        moved.write({field: state})
        self._log_move(name, source, state, reason)

    def _may_fire(self, name):
        transition = self._get_workflow().transitions[name]
        if not transition.by_hand:
            return False
        return not transition.groups or any(map(self.env.user.has_group, transition.groups))

    def _check_may_fire(self, name):
        transition = self._get_workflow().transitions[name]
        if self.env.su or not transition.groups:
            return
        if not any(map(self.env.user.has_group, transition.groups)):
            # sudo: names of groups are told to whoever lacks them
            groups = [self.env.ref(group).sudo().display_name for group in transition.groups]
            raise AccessError(
                self.env._(
                    "You may not do “%(transition)s” on %(record)s. It needs: %(groups)s.",
                    transition=self._get_transition_label(name),
                    record=", ".join(self[:5].mapped("display_name")),
                    groups=", ".join(groups),
                )
            )

    def _check_source(self, name):
        workflow = self._get_workflow()
        state = self[workflow.field]
        if state in workflow.transitions[name].sources:
            return
        possible = [self._get_transition_label(step) for step in self.workflow_possible or []]
        raise UserError(
            self.env._(
                "%(record)s is “%(state)s”: “%(transition)s” is not possible now. "
                "Possible now: %(possible)s.",
                record=self.display_name,
                state=self._get_state_label(state),
                transition=self._get_transition_label(name),
                possible=", ".join(possible) or self.env._("nothing"),
            )
        )

    # -- history and words -------------------------------------------------------------------

    def _log_move(self, name, source, target, reason):
        """Tell the move in the chatter, in the language of who reads it. A model with a history of
        its own extends this.

        :param name: of the transition; None when the state was recorded beside the table
        """
        if "message_ids" not in self._fields:
            return
        told = self.with_context(lang=self._get_history_lang())
        self._message_log(
            body=told.env._(
                "%(transition)s: %(before)s → %(after)s%(reason)s",
                transition=told._get_transition_label(name) if name else told.env._("Recorded"),
                before=told._get_state_label(source),
                after=told._get_state_label(target),
                reason=f" ({reason})" if reason else "",
            )
        )

    def _get_history_lang(self):
        """Language of the people of the document's company; never the one of a cron."""
        company = self.company_id if "company_id" in self._fields else self.env.company
        return (company or self.env.company).partner_id.lang or self.env.lang

    def _get_state_label(self, state):
        field = self._fields[self._get_workflow().field]
        return dict(field._description_selection(self.env)).get(state, state or "")

    def _get_transition_label(self, name):
        label = self._get_workflow().transitions[name].label
        return label if isinstance(label, str) else self.env._(label)

    # -- picture -----------------------------------------------------------------------------

    @api.readonly
    def get_workflow_svg(self):
        """The workflow as a picture (SVG text), the state of the record highlighted."""
        self.ensure_one()
        self.check_access("read")
        return self._draw_workflow(self[self._get_workflow().field])

    @api.model
    def _draw_workflow(self, current=None):
        workflow = self._get_workflow()
        selection = self._fields[workflow.field]._description_selection(self.env)
        used = workflow.reachable()
        return workflow_svg.draw_workflow(
            [
                workflow_svg.State(state, label, workflow.tones.get(state, "blue"))
                for state, label in selection
                if state in used
            ],
            [
                workflow_svg.Transition(
                    name, self._get_transition_label(name), step.sources, step.target
                )
                for name, step in workflow.transitions.items()
                if used.issuperset(step.sources)
            ],
            current=current,
            title=self.env._("Workflow"),
        )
