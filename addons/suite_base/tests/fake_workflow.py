"""A model with a workflow, made for the tests alone: a paper that is asked for, signed, sent."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.orm.model_classes import add_to_registry
from odoo.tools.translate import LazyTranslate

from ..core.workflow import Transition, Workflow

_lt = LazyTranslate("suite_base")
MODEL = "suite.test.paper"


class SuiteTestPaper(models.Model):
    _module = "suite_base"
    _name = MODEL
    _inherit = ["suite.workflow.mixin", "mail.thread"]
    _description = "Paper"

    name = fields.Char()
    company_id = fields.Many2one("res.company")
    signatures = fields.Integer()
    state = fields.Selection(
        [("draft", "Draft"), ("asked", "Asked"), ("signed", "Signed"), ("lost", "Lost")],
        default="draft",
    )

    @api.model
    def _get_workflow(self):
        return WORKFLOW

    def action_sign(self):
        return self._fire("sign")

    def _guard_sign(self):
        if not self.name:
            raise UserError(self.env._("nothing"))

    def _effect_sign(self):
        self.signatures += 1


WORKFLOW = Workflow(
    "state",
    ("draft", "asked"),
    {
        "ask": Transition("Ask", ("draft",), "asked", by_hand=False),
        "sign": Transition(
            label=_lt("Workflow"),
            sources=("draft", "asked"),
            target="signed",
            groups=("base.group_system",),
            guard="_guard_sign",
            effect="_effect_sign",
        ),
        "lose": Transition("Lose", ("asked", "signed"), "lost"),
    },
    tones={"signed": "green"},
    deletable=("draft",),
)


def add_fake_models(test_class):
    """Put the model into the registry for the tests of a class; its table dies with their rollback.

    To be called in ``setUpClass``, after ``super()``.
    """
    registry, cr = test_class.registry, test_class.env.cr
    add_to_registry(registry, SuiteTestPaper)
    registry._setup_models__(cr, [MODEL])
    registry.init_models(cr, [MODEL], {"models_to_check": True})
    test_class.addClassCleanup(_forget, registry, cr)
    test_class.env["ir.model.access"].create(
        {
            "name": "papers",
            "model_id": test_class.env["ir.model"]._get_id(MODEL),
            "group_id": test_class.env.ref("base.group_user").id,
            "perm_read": True,
            "perm_write": True,
            "perm_create": True,
            "perm_unlink": True,
        }
    )


def _forget(registry, cr):
    del registry.models[MODEL]
    for parent in ("suite.workflow.mixin", "mail.thread", "base"):
        registry[parent]._inherit_children.discard(MODEL)
    registry._setup_models__(cr)
