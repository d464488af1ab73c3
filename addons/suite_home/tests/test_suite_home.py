from unittest.mock import patch

from odoo import Command
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged

from odoo.addons.suite_home import trades
from odoo.addons.suite_home.models import suite_home

HOME = "suite_home.suite_home_action"


@tagged("post_install", "-at_install")
class TestSuiteHome(TransactionCase):
    """A table of one role stands for an app of the suite: none of them is installed here."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sales = cls.env["res.groups"].create({"name": "Sales"})
        cls.clerks = cls.env["res.groups"].create(
            {"name": "Clerks", "implied_ids": [Command.set(cls.sales.ids)]}
        )
        cls.app, cls.sales_app = cls.env["ir.ui.menu"].create(
            [
                {
                    "name": name,
                    "group_ids": [Command.set(group.ids)],
                    "action": f"ir.actions.client,{cls.env.ref(HOME).id}",
                }
                for name, group in (("Counter", cls.clerks), ("Sales", cls.sales))
            ]
        )
        cls.env["ir.model.data"].create(
            [
                {"module": "suite_home", "name": name, "model": record._name, "res_id": record.id}
                for name, record in (
                    ("test_clerks", cls.clerks),
                    ("test_app", cls.app),
                    ("test_sales_app", cls.sales_app),
                )
            ]
        )
        cls.role = trades.Role(
            "suite_home.test_clerks", HOME, "Clerk", ("suite_home.test_app",), "clerk"
        )
        cls.trade = trades.Trade(
            menu="suite_home.test_app",
            summary="What it is for",
            roles=(cls.role,),
            steps=(
                trades.Step("Write", HOME),
                trades.Step("Not installed", "suite_home.nothing"),
            ),
        )
        for name, value in (
            ("ROLES", (cls.role,)),
            ("TRADES", (cls.trade,)),
            ("APPS_OF_ROLES", {"suite_home.test_app", "suite_home.test_sales_app", "no.such_app"}),
        ):
            cls.startClassPatcher(patch.object(suite_home, name, value))
        cls.clerk = new_test_user(cls.env, "clerk", groups="base.group_user")
        cls.clerk.group_ids += cls.clerks

    def _home(self, user):
        return self.env["suite.home"].with_user(user)._get_home_action()

    def _apps(self, user):
        return set(self.env["ir.ui.menu"].with_user(user).load_menus(False))

    def test_a_role_lands_on_its_home(self):
        self.assertEqual(self._home(self.clerk), self.env.ref(HOME))

    def test_who_has_no_role_lands_where_odoo_says(self):
        self.assertFalse(self._home(new_test_user(self.env, "nobody")))

    def test_an_app_that_only_came_with_the_role_is_hidden(self):
        apps = self._apps(self.clerk)
        self.assertIn(self.app.id, apps)
        self.assertNotIn(self.sales_app.id, apps)
        bar = self.env["ir.ui.menu"].with_user(self.clerk).load_menus_root()
        self.assertLessEqual({menu["id"] for menu in bar["children"]}, apps)

    def test_an_app_whose_group_was_given_apart_stays(self):
        self.clerk.group_ids += self.sales
        self.assertIn(self.sales_app.id, self._apps(self.clerk))

    def test_an_app_of_every_employee_stays_for_those_who_work_in_it(self):
        editors = self.env.ref("base.group_partner_manager")
        self.sales_app.group_ids = self.env.ref("base.group_user")
        workers = {"suite_home.test_sales_app": "base.group_partner_manager"}
        with patch.object(suite_home, "WORKERS_OF_APPS", workers):
            self.assertNotIn(self.sales_app.id, self._apps(self.clerk))
            self.clerk.group_ids += editors
            self.assertIn(self.sales_app.id, self._apps(self.clerk))

    def test_an_app_that_the_table_does_not_know_stays(self):
        other = self.sales_app.copy({"name": "Other"})
        self.assertIn(other.id, self._apps(self.clerk))

    def test_a_role_that_another_implies_is_none_of_the_users(self):
        seller = self.role._replace(
            group="suite_home.test_sales", apps=("suite_home.test_sales_app",)
        )
        self.env["ir.model.data"].create(
            {
                "module": "suite_home",
                "name": "test_sales",
                "model": "res.groups",
                "res_id": self.sales.id,
            }
        )
        with patch.object(suite_home, "ROLES", (self.role, seller)):
            self.assertNotIn(self.sales_app.id, self._apps(self.clerk))
            self.clerk.group_ids += self.sales
            self.assertIn(self.sales_app.id, self._apps(self.clerk))

    def test_who_has_no_role_loses_nothing(self):
        user = new_test_user(self.env, "seller")
        user.group_ids += self.sales
        self.assertIn(self.sales_app.id, self._apps(user))

    def test_the_till_is_the_home_of_who_has_no_other_role(self):
        tills = [role for role in trades.ROLES if role.home == trades.TILL_HOME]
        self.assertEqual(tills, [trades.ROLES[-1]])

    def test_an_administrator_sees_all_and_is_welcomed(self):
        admin = self.env.ref("base.user_admin")
        admin.group_ids += self.clerks
        self.assertIn(self.sales_app.id, self._apps(admin))
        self.assertEqual(self._home(admin), self.env.ref(trades.WELCOME))
        self.env.ref(trades.WELCOME).unlink()
        self.assertFalse(self._home(admin), "Odoo's own home, no broken start")

    def test_the_welcome_shows_what_the_user_may_open(self):
        (card,) = self.env["suite.home"].with_user(self.clerk).get_welcome()["cards"]
        self.assertEqual((card["name"], card["menu_id"]), ("Counter", self.app.id))
        self.assertEqual(card["steps"], [{"label": "Write", "action": HOME}])
        nobody = new_test_user(self.env, "nobody")
        self.assertEqual(self.env["suite.home"].with_user(nobody).get_welcome()["cards"], [])

    def test_logins_are_shown_in_a_demonstration_alone(self):
        self.env["ir.module.module"].search([]).demo = False
        (card,) = self.env["suite.home"].with_user(self.clerk).get_welcome()["cards"]
        self.assertFalse(card["roles"])
        self.env.ref("base.module_base").demo = True
        (card,) = self.env["suite.home"].with_user(self.clerk).get_welcome()["cards"]
        self.assertEqual(card["roles"], [{"label": "Clerk", "login": "clerk"}])

    def test_the_welcome_can_be_read_in_each_language(self):
        home = self.env["suite.home"].with_user(self.clerk)
        languages = self.env["res.lang"].with_context(active_test=False)
        languages.search([("code", "!=", "en_US")]).active = False
        self.assertEqual(home.get_welcome()["languages"], [], "there is nothing to choose")
        self.env["res.lang"]._activate_lang("fr_FR")
        self.clerk.lang = "fr_FR"
        told = [(one["code"], one["is_own"]) for one in home.get_welcome()["languages"]]
        self.assertEqual(sorted(told), [("en_US", False), ("fr_FR", True)])

    def test_the_table_is_consistent(self):
        for role in trades.ROLES:
            self.assertIn(role.apps[0], trades.APPS_OF_ROLES)
            self.assertTrue(role.home and role.group)


@tagged("post_install", "-at_install")
class TestSuiteHomeLink(HttpCase):
    def test_a_link_to_a_menu_opens_that_menu(self):
        self.authenticate("admin", "admin")
        self.assertRegex(self.url_open("/odoo").text, r'"home_action_id": \d+')
        self.assertIn('"home_action_id": false', self.url_open("/odoo?menu_id=1").text)
