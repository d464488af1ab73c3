from unittest.mock import patch
from xml.etree import ElementTree

from odoo.exceptions import AccessError, LockError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged

from ..core.workflow import Workflow
from .fake_workflow import MODEL, add_fake_models


@tagged("post_install", "-at_install")
class TestWorkflow(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        add_fake_models(cls)
        cls.papers = cls.env[MODEL]
        cls.paper = cls.papers.create({"name": "Paper"})
        cls.clerk = new_test_user(cls.env, "suite_clerk", "base.group_user")

    def test_the_table_fits_the_states(self):
        states = [state for state, _label in self.papers._fields["state"].selection]
        self.assertEqual(self.papers._get_workflow().find_faults(states), [])

    def test_a_transition_moves_the_state_and_does_what_follows(self):
        self.paper.action_sign()
        self.assertEqual((self.paper.state, self.paper.signatures), ("signed", 1))

    def test_the_passes_of_two_records_are_not_taken_for_each_other(self):
        other = self.papers.create({"name": "Other"})
        alive = []
        write = type(self.papers).write

        def keep(records, vals):
            alive.append(records.env)
            return write(records, vals)

        with patch.object(type(self.papers), "write", keep):
            (self.paper | other).action_sign()
        self.assertEqual((self.paper | other).mapped("state"), ["signed", "signed"])

    def test_another_state_is_told_with_what_is_possible(self):
        self.paper.action_sign()
        with self.assertRaisesRegex(UserError, "Paper is “Signed”.*Possible now: Lose"):
            self.paper.action_sign()
        self.assertEqual(self.paper.signatures, 1)

    def test_the_guard_is_asked_before_anything_changes(self):
        self.paper.name = False
        with self.assertRaisesRegex(UserError, "nothing"):
            self.paper.action_sign()
        self.assertEqual((self.paper.state, self.paper.signatures), ("draft", 0))

    def test_no_other_door_leads_to_a_state(self):
        doors = {
            "write": lambda: self.paper.write({"state": "signed"}),
            "assignment": lambda: setattr(self.paper, "state", "signed"),
            "superuser": lambda: self.paper.sudo().write({"state": "signed"}),
            "create": lambda: self.papers.create({"state": "signed"}),
            "import": lambda: self._load("signed"),
            "forged context": lambda: self.paper.with_context(suite_workflow_move="move").write(
                {"state": "signed"}
            ),
            "web client": lambda: self.paper.web_save({"state": "signed"}, {}),
        }
        for door, way in doors.items():
            with self.subTest(door), self.assertRaisesRegex(UserError, "directly"):
                way()
        self.assertEqual(self.paper.state, "draft")

    def _load(self, state):
        result = self.papers.load(["name", "state"], [["P", state]])
        if result["messages"]:
            raise UserError(result["messages"][0]["message"])

    def test_a_default_of_a_context_does_not_choose_the_state(self):
        paper = self.papers.with_context(default_state="signed").create({"name": "P"})
        self.assertEqual(paper.state, "draft")
        self.assertEqual(self.papers.create({"state": "asked"}).state, "asked")

    def test_what_does_not_change_the_state_is_an_ordinary_write(self):
        self.paper.write({"name": "Renamed", "state": "draft"})
        self.assertEqual(self.paper.name, "Renamed")

    def test_the_pass_of_one_write_opens_no_other(self):
        other = self.papers.create({"name": "Other"})
        caught = []

        def effect(paper):
            caught.append(paper.env.context)

        self.patch(self.registry[MODEL], "_effect_sign", effect)
        self.paper.action_sign()
        with self.assertRaisesRegex(UserError, "directly"):
            other.with_context(**caught[0]).write({"state": "signed"})

    def test_a_copy_begins_anew(self):
        self.paper.action_sign()
        self.assertEqual(self.paper.copy().state, "draft")

    def test_only_what_the_table_allows_is_deleted(self):
        signed = self.papers.create({"name": "Kept"})
        signed.action_sign()
        with self.assertRaisesRegex(UserError, "Kept is “Signed” and is kept"):
            signed.unlink()
        self.paper.unlink()

    def test_rights_are_by_group(self):
        paper = self.paper.with_user(self.clerk)
        with self.assertRaisesRegex(AccessError, "You may not do “Workflow” on Paper. It needs"):
            paper.action_sign()
        self.assertEqual(self.paper.state, "draft")
        paper.sudo().action_sign()
        self.assertEqual(self.paper.state, "signed")

    def test_buttons_are_those_that_the_user_may_fire_now(self):
        self.assertEqual(self.paper.with_user(self.clerk).workflow_possible, False)
        admin = self.env.ref("base.user_admin")
        paper = self.paper.with_user(admin)
        self.assertEqual(paper.workflow_possible, ["sign"])  # to ask is the machine's
        paper.action_sign()
        self.assertEqual(paper.workflow_possible, ["lose"])
        self.assertEqual(self.paper.with_user(self.clerk).workflow_possible, ["lose"])

    def test_no_query_is_made_for_the_buttons_of_more_records(self):
        papers = self.papers.create([{"name": str(number)} for number in range(20)])
        papers.with_user(self.clerk).mapped("workflow_possible")
        self.env.invalidate_all()
        papers.with_user(self.clerk).mapped("name")
        with self.assertQueryCount(0):
            papers.with_user(self.clerk).mapped("workflow_possible")

    def test_the_history_speaks_the_language_of_the_company(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        company = self.env["res.company"].create({"name": "Société"})
        company.partner_id.lang = "fr_FR"
        paper = self.papers.with_context(lang="en_US").create(
            {"name": "Papier", "company_id": company.id}
        )
        paper._fire("sign", reason="vu")
        self.assertIn("Étapes : Draft → Signed (vu)", paper.message_ids[0].body)

    def test_a_state_that_reality_has_is_recorded_with_its_reason(self):
        self.paper._force_state("lost", "found in the river")
        self.assertEqual(self.paper.state, "lost")
        self.assertIn("Draft → Lost (found in the river)", self.paper.message_ids[0].body)

    def test_the_picture_shows_the_state(self):
        root = ElementTree.fromstring(self.paper.get_workflow_svg())
        current = [
            group.get("data-code")
            for group in root.iter("{http://www.w3.org/2000/svg}g")
            if "workflow-current" in group.get("class", "")
        ]
        self.assertEqual(current, ["draft"])
        with self.assertRaises(AccessError):
            self.paper.with_user(self.env.ref("base.public_user")).get_workflow_svg()

    def test_nothing_to_fire_is_no_error(self):
        self.assertTrue(self.papers.browse()._fire("sign"))

    def test_a_model_without_table_is_left_alone(self):
        self.assertEqual(self.env["suite.workflow.mixin"]._get_workflow(), Workflow("", (), {}))

    def test_whoever_comes_second_is_told(self):
        self.patch(self.registry[MODEL], "try_lock_for_update", lambda self, **_kw: self.browse())
        with self.assertRaisesRegex(LockError, "Someone else is working on Paper"):
            self.paper.action_sign()
        self.assertEqual(self.paper.state, "draft")
