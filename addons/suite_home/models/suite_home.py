from odoo import api, models
from odoo.tools import file_path

from ..trades import APPS_OF_ROLES, COMMON, ROLES, TRADES, WELCOME, WORKERS_OF_APPS


class SuiteHome(models.AbstractModel):
    """Where a user lands, which apps the user sees, and the page of the first ten minutes."""

    _name = "suite.home"
    _description = "Home by role"

    @api.model
    def get_welcome(self):
        """What the welcome page shows.

        :return: dict of ``languages`` (code, name, whether it is the user's; none where there is
            only one) and ``cards``, one for each installed app of the suite that the user may open:
            ``name``, ``icon``, ``picture``, ``summary``, ``menu_id``, ``roles`` (label, login),
            ``steps`` (label, action). Logins are shown in a database with demo data alone.
        """
        visible = self.env["ir.ui.menu"].get_user_roots()
        logins = self._get_logins() if self._shows_logins() else set()
        cards = []
        for trade in TRADES:
            menu = self._find(trade.menu)
            if menu and menu in visible:
                cards.append(self._describe_trade(trade, menu, logins))
        return {"languages": self._get_languages(), "cards": cards}

    @api.model
    def _get_home_action(self):
        """The action on which the user lands; empty for a user of none of the roles."""
        if self.env.user._is_system():
            return self._find(WELCOME) or self.env["ir.actions.actions"]
        for role in self._get_roles():
            if action := self._find(role.home):
                return action
        return self.env["ir.actions.actions"]

    @api.model
    def _get_roles(self):
        """The roles of the table that the user has, in its order.

        A role that only comes with another one is none of the user's: the counter may sell, and is no
        technical seller for that.
        """
        roles = [role for role in ROLES if self._has_role(role)]
        implied = self._get_implied_by(roles)
        return [role for role in roles if self._find(role.group) not in implied]

    @api.model
    def _get_implied_by(self, roles):
        """Groups that come with the groups of ``roles`` and were not given to the user apart."""
        implied = self.env["res.groups"].sudo()  # sudo: what a group implies
        for role in roles:
            group = self._find(role.group).sudo()  # sudo: same
            implied |= group.all_implied_ids - group
        return implied - self.env.user.sudo().group_ids  # sudo: a user's own groups

    @api.model
    def _get_hidden_apps(self):
        """Root menus that only come with rights which a role implies.

        A counter clerk may create sales orders and so sees the app Sales; it is hidden. A group that
        was given to the user apart brings its apps back. An administrator sees everything.
        """
        user = self.env.user
        menus = self.env["ir.ui.menu"].sudo()  # sudo: which apps exist is no secret
        roles = self._get_roles()
        if user._is_system() or not roles:
            return menus
        shown = {*COMMON, *(app for role in roles for app in role.apps)}
        own = self._get_groups_beside_roles(user)
        for name in sorted(APPS_OF_ROLES - shown):
            menu = self._find(name)
            if menu and not self._get_app_groups(name, menu) & own:
                menus |= menu.sudo()  # sudo: as above
        return menus

    @api.model
    def _get_app_groups(self, name, menu):
        """Groups that bring an app; one that Odoo shows to every employee: who works in it."""
        groups = menu.sudo().group_ids  # sudo: groups are the administrator's
        workers = WORKERS_OF_APPS.get(name)
        return groups | ((workers and self._find(workers)) or groups.browse())

    @api.model
    def _get_groups_beside_roles(self, user):
        groups = user.sudo().group_ids  # sudo: a user's own groups
        everyone = self.env.ref("base.group_user")
        for role in ROLES:
            groups -= self._find(role.group) or groups.browse()
        return groups.all_implied_ids - everyone

    @api.model
    def _has_role(self, role):
        # who has the group is known without a query, whether an id exists is not
        return bool(self.env.user.has_group(role.group) and self._find(role.home))

    @api.model
    def _find(self, external_id):
        return self.env.ref(external_id, raise_if_not_found=False)

    @api.model
    def _shows_logins(self):
        modules = self.env["ir.module.module"].sudo()  # sudo: whether this is a demonstration
        return bool(modules.search_count([("demo", "=", True)], limit=1))

    @api.model
    def _describe_trade(self, trade, menu, logins):
        return {
            "name": menu.name,
            "icon": f"/{menu.web_icon.replace(',', '/')}" if menu.web_icon else "",
            "picture": self._get_picture(trade),
            "summary": self._say(trade.summary),
            "menu_id": menu.id,
            "roles": [
                {"label": self._say(role.label), "login": role.demo_login}
                for role in trade.roles
                if role.demo_login in logins
            ],
            "steps": [
                {"label": self._say(step.label), "action": step.action}
                for step in trade.steps
                if self._find(step.action)
            ],
        }

    @api.model
    def _get_languages(self):
        installed = self.env["res.lang"].get_installed()
        return [
            {
                "code": code,
                "name": name.split(" / ")[-1],
                "is_own": code == self.env.user.lang,
            }
            for code, name in installed
            if len(installed) > 1
        ]

    @api.model
    def _get_picture(self, trade):
        """Address of the picture that the app's add-on ships; empty when it ships none."""
        addon = trade.pictured or trade.menu.split(".")[0]
        path = f"{addon}/static/description/screen.webp"
        try:
            file_path(path)
        except FileNotFoundError:
            return ""
        return f"/{path}"

    @api.model
    def _get_logins(self):
        names = [role.demo_login for role in ROLES if role.demo_login]
        users = self.env["res.users"].sudo()  # sudo: logins that the demonstration itself made
        return set(users.search([("login", "in", names)]).mapped("login"))

    @api.model
    def _say(self, text):
        return text if isinstance(text, str) else self.env._(text)
