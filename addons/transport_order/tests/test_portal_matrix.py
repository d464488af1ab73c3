"""Every portal page × everybody: the same 404 for what is not one's own."""

from odoo.tests import new_test_user, tagged

from .common_portal import PortalCommon

BASE = "/my/transport"
# Pages that every client has; they show his own records only.
LISTS = {
    "/my/transport",
    "/my/transport/orders",
    "/my/transport/orders/page/<int:page>",
    "/my/transport/orders/export",
    "/my/transport/stock",
    "/my/transport/stock/page/<int:page>",
    "/my/transport/stock/new",
    "/my/transport/addresses",
    "/my/transport/addresses/page/<int:page>",
    "/my/transport/addresses/new",
}
# Pages of one record: everybody of its client, nobody else.
PAGES = {
    "/my/transport/orders/<string:reference>": "{order}",
    "/my/transport/orders/<string:reference>/cars": "{quoted}/cars",
    "/my/transport/orders/<string:reference>/places": "{quoted}/places",
    "/my/transport/orders/<string:reference>/pdf": "{order}/pdf",
    "/my/transport/documents/<string:reference>": "/my/transport/documents/{document}",
    "/my/transport/inspections/<string:reference>/pdf": "/my/transport/inspections/{report}/pdf",
    "/my/transport/photos/<string:kind>/<int:record_id>/<int:attachment_id>": "{photo}",
    "/my/transport/addresses/<string:reference>": "/my/transport/addresses/{address}",
    "/my/transport/cars/<string:reference>": "/my/transport/cars/{line}",
}
# Forms of one record, with what a forger would send.
FORMS = {
    "/my/transport/orders/<string:reference>/cars": ("{quoted}/cars", {"go": "next"}),
    "/my/transport/orders/<string:reference>/places": ("{quoted}/places", {"go": "save"}),
    "/my/transport/orders/<string:reference>/estimate": ("{quoted}/estimate", {}),
    "/my/transport/orders/<string:reference>/cancel": ("{quoted}/cancel", {"fee": "0"}),
    "/my/transport/orders/<string:reference>/duplicate": ("{quoted}/duplicate", {}),
    "/my/transport/stock/add": ("/my/transport/stock/add", {"car": "{car}"}),
    "/my/transport/stock/new": ("/my/transport/stock/new", {"model": "x", "site": "{site}"}),
    "/my/transport/addresses/new": (
        "/my/transport/addresses/new",
        {"name": "x", "zip": "1", "city": "y", "site": "{site}"},
    ),
    "/my/transport/addresses/<string:reference>": (
        "/my/transport/addresses/{address}",
        {"name": "x", "zip": "1", "city": "y"},
    ),
    "/my/transport/addresses/<string:reference>/archive": (
        "/my/transport/addresses/{address}/archive",
        {},
    ),
    "/my/transport/users/new": (
        "/my/transport/users/new",
        {"name": "x", "email": "x@x.test", "site": "{site}", "role": "order"},
    ),
    "/my/transport/users/<int:user_id>/<string:step>": (
        "/my/transport/users/{user}/update",
        {"role": "order", "limit": "0"},
    ),
}
OTHERS = {"/my/transport/users", "/my/transport/orders/<string:reference>/accept"}  # own tests


@tagged("post_install", "-at_install")
class TestPortalMatrix(PortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = cls.env["transport.inspection"].create({"line_id": cls.order.line_ids[0].id})
        cls.second_group = cls._create_client_user("boss@durand.test", cls.stranger, is_group=True)
        cls.clerk = new_test_user(cls.env, "clerk_elsewhere", "base.group_user")
        cls.names = {
            "order": cls.order.access_url,
            "quoted": cls.quoted.access_url,
            "document": cls.document.reference,
            "report": cls.report.reference,
            "photo": f"{BASE}/photos/event/{cls.event.id}/{cls.event.attachment_ids.id}",
            "address": cls.dijon.reference,
            "car": cls.quoted.line_ids.vehicle_id.reference,
            "line": cls.order.line_ids[0].reference,
            "site": cls.site.id,
            "user": cls.site_user.id,
        }
        cls.marks = [
            cls.order.name,
            cls.quoted.name,
            "Parc Dijon",
            cls.order.line_ids[0].plate,
            "Martin Dijon",
        ]

    def _get_outsiders(self):
        return (self.other_site_user, self.stranger_user, self.second_group, self.clerk)

    def _fill(self, values):
        return {name: value.format(**self.names) for name, value in values.items()}

    def test_every_route_is_in_the_matrix(self):
        rules = {rule.rule for rule in self.env["ir.http"].routing_map().iter_rules()}
        own = {rule for rule in rules if rule == BASE or rule.startswith(f"{BASE}/")}
        self.assertEqual(own, LISTS | set(PAGES) | set(FORMS) | OTHERS)

    def test_everybody_of_the_client_opens_its_pages(self):
        for user in (self.site_user, self.colleague, self.group_user):
            self._log_in(user)
            for url in PAGES.values():
                if url.endswith("/pdf"):
                    continue  # slow to draw; test_portal opens them
                with self.subTest(user=user.login, url=url):
                    answer = self.url_open(url.format(**self.names), allow_redirects=False)
                    # who may read the whole order is led from one of its cars to it
                    expected = 303 if url.startswith("/my/transport/cars/") else 200
                    self.assertEqual(answer.status_code, expected)

    def test_nobody_else_opens_a_page_of_a_record(self):
        for user in self._get_outsiders():
            self._log_in(user)
            for url in PAGES.values():
                with self.subTest(user=user.login, url=url):
                    answer = self.url_open(url.format(**self.names), allow_redirects=False)
                    self.assertEqual(answer.status_code, 404)
                    self._assert_nothing_of_ours(answer.text)

    def _assert_nothing_of_ours(self, text):
        for mark in self.marks:
            self.assertNotIn(mark, text)

    def test_lists_of_others_hold_nothing_of_ours(self):
        for user in (self.other_site_user, self.stranger_user, self.second_group):
            self._log_in(user)
            for rule in LISTS:
                url = rule.replace("<int:page>", "1")
                for query in ("", f"?search=Dijon&site={self.site.id}&show=all&status=all"):
                    with self.subTest(user=user.login, url=url + query):
                        answer = self.url_open(url + query)
                        self.assertEqual(answer.status_code, 200)
                        self._assert_nothing_of_ours(answer.text)

    def test_staff_without_transport_rights_have_no_list(self):
        self._log_in(self.clerk)
        for rule in LISTS - {BASE}:
            with self.subTest(rule):
                answer = self.url_open(rule.replace("<int:page>", "1"), allow_redirects=False)
                self.assertEqual(answer.status_code, 404)

    def test_nobody_else_can_post(self):
        before = self._read_state()
        for user in self._get_outsiders():
            self._log_in(user)
            for url, values in FORMS.values():
                with self.subTest(user=user.login, url=url):
                    answer = self._post(url.format(**self.names), **self._fill(values))
                    self.assertEqual(answer.status_code, 404)
        self.env.invalidate_all()
        self.assertEqual(self._read_state(), before)

    def _read_state(self):
        order = self.quoted.sudo()
        counts = [
            self.env[model].sudo().with_context(active_test=False).search_count([])
            for model in ("transport.order", "transport.vehicle", "transport.address", "res.users")
        ]
        return (
            order.read(["state", "write_date", "estimate_hash"]),
            self.dijon.read(["name", "active"]),
            self.site_user.sudo().read(["transport_role", "active", "write_date"]),
            counts,
        )

    def test_anonymous_visitors_are_sent_to_the_login(self):
        before = self._read_state()
        self._log_in(None)
        urls = [rule.replace("<int:page>", "1") for rule in LISTS] + list(PAGES.values())
        for url in (*urls, f"{BASE}/users"):
            with self.subTest(url=url):
                answer = self.url_open(url.format(**self.names), allow_redirects=False)
                self._assert_sent_to_login(answer)
        for url, values in FORMS.values():
            with self.subTest(form=url):
                self._assert_sent_to_login(
                    self._post(url.format(**self.names), **self._fill(values))
                )
        self.env.invalidate_all()
        self.assertEqual(self._read_state(), before)

    def _assert_sent_to_login(self, answer):
        self.assertEqual(answer.status_code, 303)
        self.assertIn("/web/login", answer.headers["Location"])
