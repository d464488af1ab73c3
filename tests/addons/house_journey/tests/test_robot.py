import re
from collections import defaultdict

from lxml import etree

from odoo.tests import HttpCase, tagged

from .common import faults, suite_modules

CHOSEN = {"digits", "widget"}
PAGE = {"Accept": "text/html,*/*"}  # what a browser asks for when somebody types an address


@tagged("post_install", "-at_install", "house_journey")
class TestRobot(HttpCase):
    """Every screen answers in French; figures say how exact they are; pages say their language."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.modules = suite_modules(cls.env)

    def _actions(self):
        """Window actions that the suite brought or put in a menu."""
        data = self.env["ir.model.data"].search(
            [
                ("model", "in", ("ir.actions.act_window", "ir.ui.menu")),
                ("module", "in", list(self.modules)),
            ]
        )
        ids = defaultdict(list)
        for row in data:
            ids[row.model].append(row.res_id)
        actions = self.env["ir.actions.act_window"].browse(ids["ir.actions.act_window"]).exists()
        for menu in self.env["ir.ui.menu"].browse(ids["ir.ui.menu"]).exists():
            if menu.action and menu.action._name == "ir.actions.act_window":
                actions |= menu.action
        return actions.filtered(lambda action: action.res_model in self.env)

    def _fields(self, model, node):
        """(field of the suite, its node) in a view, subviews included."""
        for child in node:
            if not isinstance(child.tag, str):
                continue
            if child.tag == "field" and (field := model._fields.get(child.get("name"))):
                if set(self.modules) & set(field._modules):
                    yield field, child
                if field.comodel_name and field.comodel_name in self.env:
                    yield from self._fields(self.env[field.comodel_name], child)
            else:
                yield from self._fields(model, child)

    def _is_told(self, node):
        return re.search("digits|hide_trailing_zeros", node.get("options", ""))

    def _get_loose(self, model, arch):
        """Floats without digits, widget or unit: they show two digits that nobody chose."""
        for field, node in self._fields(model, etree.fromstring(arch)):
            hidden = node.get("invisible") in ("1", "True") or node.get("column_invisible")
            chosen = field.type != "float" or field._digits or field._min_display_digits
            if not (chosen or hidden or CHOSEN & set(node.attrib) or self._is_told(node)):
                yield f"{field.model_name}.{field.name}"

    def test_every_view_answers_in_french_and_its_figures_have_their_digits(self):
        admin, loose = self.env.ref("base.user_admin"), set()
        for action in self._actions():
            model = self.env[action.res_model].with_user(admin).with_context(lang="fr_FR")
            views = [(view, kind) for view, kind in action.views if kind != "search"]
            with self.subTest(action=action.xml_id):
                answer = model.get_views([*views, (False, "search")])["views"]
                self.assertEqual(set(answer) - {"search"}, {kind for _id, kind in views})
                for kind in {"list", "form"} & set(answer):
                    loose.update(self._get_loose(model, answer[kind]["arch"]))
        self.maxDiff = None
        self.assertEqual(sorted(loose), [])

    def _pages(self):
        """Pages of the suite that a customer opens by their address alone."""
        for rule in self.env["ir.http"].routing_map().iter_rules():
            routing = rule.endpoint.routing
            module = rule.endpoint.func.__module__.split(".")[2:3]
            ours = rule.rule.startswith(("/my", "/transport", "/rental"))
            opened = "GET" in (rule.methods or routing.get("methods") or {"GET"})
            plain = ours and not rule.arguments and routing.get("type") == "http"
            if plain and opened and set(module) & set(self.modules):
                yield rule.rule

    def test_every_page_says_its_language_and_speaks_french(self):
        users = self.env["res.users"].search([("share", "=", True), ("active", "=", True)], limit=1)
        self.assertTrue(users, "the demo has a customer with a login")
        users.password = "robot-robot-12"
        users.lang = "fr_FR"
        self.authenticate(users.login, "robot-robot-12")
        wrong, read = [], 0
        for page in sorted({"/my", "/my/home", *self._pages()}):
            answer = self.url_open(page)
            html = "text/html" in answer.headers.get("Content-Type", "")
            if answer.status_code == 200 and html and "<html" in answer.text:
                tree = etree.HTML(answer.text)
                read += 1
                if not (tree.get("lang") or "").startswith("fr"):
                    wrong.append(f"{page}: {tree.get('lang')!r}")
                main = tree.find(".//main")
                text = " ".join(main.itertext()) if main is not None else ""
                wrong += [f"{page}: {fault}" for fault in faults(text, self.modules)]
        self.assertGreater(read, 3, "no page was read")
        self.assertEqual(wrong, [])

    def test_the_address_of_a_form_leads_to_its_page(self):
        """Reload, bookmark, a new login: an address that only takes forms is no white page."""
        order = self.env["transport.order"].search([("state", "=", "confirmed")], limit=1)
        booking = self.env["sale.order"].search([("is_rental", "=", True)], limit=1)
        page, form = booking.get_portal_url(), f"/my/rentals/{booking.id}/confirm"
        token = page.partition("access_token=")[2].partition("&")[0]
        for address, wanted in (
            (f"{order.access_url}/cancel", order.access_url),
            (f"{form}?access_token={token}", f"/my/rentals/{booking.id}?access_token={token}"),
        ):
            answer = self.url_open(address, headers=PAGE, allow_redirects=False)
            self.assertEqual(answer.status_code, 303, address)
            self.assertTrue(answer.headers["Location"].endswith(wanted), answer.headers["Location"])
            program = self.url_open(address, headers={"Accept": "*/*"}, allow_redirects=False)
            self.assertEqual(program.status_code, 405, address)
