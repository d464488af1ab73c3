import json
import os
from pathlib import Path

from odoo.tests import HttpCase, tagged

# client actions: (action, what has to be there)
SCREENS = (
    ("suite_home.suite_home_action", ".o_suite_welcome h1"),
    ("rental_booking.rental_desk_home_action", ".o_rental_tile"),
    ("rental_booking.rental_availability_grid_action", ".o_rental_cell"),
    ("rental_booking.rental_unit_timeline_action", ".o_rental_bar"),
    ("rental_booking.rental_workflows_action", "svg"),
    ("bookstore_deposit.bookstore_today_action", ".o_bookstore_tile"),
    ("bookstore_order.bookstore_reorder_action", ".o_bookstore_reorder .o_copies"),
    ("crm_technical_spec.finder_action", ".o_product"),
    ("shop_sync.shop_channel_action", ".o_shop_totals button"),
    ("shop_catalog.shop_grid_action", ".o_shop_grid_cell"),
)
# What Odoo's own till does, in its own markup, whatever the add-on: (screen, rule, mark in the markup)
CORES = (
    *(
        ("till", "button-name", mark)  # buttons of the bar with a picture alone
        for mark in (
            "list-plus-btn",
            "fa-barcode",
            "cashier-name",
            "o-dropdown",
            "more-btn",
            "fa-paper-plane",
        )
    ),
    ("till", "listitem", "orderline"),  # in no list
    ("till", "image-alt", 'class="avatar'),  # of the cashier
    ("till", "image-alt", "payment-method-icon"),  # its name stands beside
    ("till", "color-contrast", 'class="label pe-2"'),  # "Change", 4.39 to 1
    ("till", "color-contrast", "opacity: 0.6"),  # cents
    ("till", "color-contrast", "tax-info"),  # the line of taxes, and its amount
    ("till", "color-contrast", 'class="tax"'),
    ("till: receipt", "color-contrast", "fs-3 fw-bolder"),  # "Payment Successful", green on white
    ("till: receipt", "color-contrast", "<span>"),  # its amount
    ("till: receipt", "image-alt", "posqrcode"),
    # Odoo's search bar, and the avatar of a card
    ("shop_sync.shop_channel_action", "aria-allowed-attr", "o_searchview"),
    ("shop_sync.shop_channel_action", "role-img-alt", "o_searchview_icon"),
    ("shop_sync.shop_channel_action", "image-alt", "avatar_128"),
    # a report shown as a page, which nobody but a test does
    ("/report/html/", "scrollable-region-focusable", "o_body_html"),
)
HEAD = """
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const until = async (check, what) => {
    for (const end = Date.now() + 60000; Date.now() < end; await wait(60)) {
        const found = check();
        if (found) return found;
    }
    throw new Error(what);
};
const axeSource = await (await fetch(%(axe)s)).text();
const wrong = [];
const cores = %(cores)s;
/** Serious and critical violations of WCAG 2 A and AA in a part of a page. */
const look = async (view, part, name) => {
    if (!view.axe) view.eval(axeSource);
    const found = await view.axe.run(part, {
        resultTypes: ["violations"],
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
    });
    for (const { id, impact, nodes: all } of found.violations) {
        const isCore = ({ html }) =>
            cores.some(([screen, rule, mark]) => name.startsWith(screen) && id === rule && html.includes(mark));
        const nodes = all.filter((node) => !isCore(node));
        if (nodes.length && ["serious", "critical"].includes(impact)) {
            const where = nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ");
            wrong.push(`${name}: ${id} × ${nodes.length}: ${where}`);
        }
    }
};
"""
TAIL = """
if (wrong.length) throw new Error(wrong.join("\\n"));
console.log("test successful");
"""
BACKEND = """
await until(() => odoo.__WOWL_DEBUG__ && odoo.isReady, "the web client does not start");
const service = odoo.__WOWL_DEBUG__.root.env.services.action;
for (const [action, selector, name] of %(screens)s) {
    await service.doAction(action, { clearBreadcrumbs: true });
    await until(() => document.querySelector(selector), `${name}: the screen stays empty`);
    await wait(200);
    await look(window, document.querySelector(".o_action_manager"), name);
}
(await until(() => document.querySelector(".o_rental_quick_look_menu"), "no quick look")).click();
await until(() => document.querySelector(".modal .o_rental_quick_search"), "no quick look");
await wait(600);  // it fades in
await look(window, document.querySelector(".modal"), "quick look");
"""
TILL = """
const click = async (selector) => (await until(() => document.querySelector(selector), selector)).click();
const shown = async (selector, name) => {
    await until(() => document.querySelector(selector), `${name}: the screen stays empty`);
    await wait(600);
    await look(window, document.body, name);
};
await click(".open-register-btn");
await shown(".product-screen .product-list article", "till");
document.querySelectorAll(".product-screen .product-list article")[1].click();
await shown(".product-screen .orderline", "till: an article");
await click(".pay-order-button");
await shown(".payment-screen .paymentmethod", "till: payment");
await until(() => document.querySelector(".validation-button.next:not(.disabled)"), "nothing to validate");
await click(".validation-button.next");
await shown(".receipt-screen .pos-receipt", "till: receipt");
"""
PAGES = """
for (const page of %(pages)s) {
    const frame = document.createElement("iframe");
    frame.style.cssText = "width: 1300px; height: 900px";
    frame.src = page;
    document.body.append(frame);
    await new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
    const inside = frame.contentDocument;
    if (!inside.querySelector("main, .o_transport_driver, #wrapwrap")) throw new Error(`${page}: nothing there`);
    await look(frame.contentWindow, inside, page);
    frame.remove();
}
"""


@tagged("post_install", "-at_install", "house_journey", "slow", "-standard")
class TestAccess(HttpCase):
    """axe-core finds nothing serious or critical: on the screens of our own, on the client's pages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        library = Path(os.environ["SUITE_AXE"])
        attachment = cls.env["ir.attachment"].create(
            {
                "name": "axe.js",
                "raw": library.read_bytes(),
                "mimetype": "text/javascript",
                "public": True,
            }
        )
        cls.axe = f"/web/content/{attachment.id}"

    def _check(self, address, body, login, **values):
        quoted = {name: json.dumps(value) for name, value in values.items()}
        code = (HEAD + body + TAIL) % {
            "axe": json.dumps(self.axe),
            "cores": json.dumps(CORES),
            **quoted,
        }
        code = f"(async () => {{{code}}})().catch((error) => console.error(error.message))"
        self.browser_js(address, code, login=login, timeout=400)

    def test_screens_of_our_own(self):
        slip = self.env["rental.slip"].search([("state", "=", "draft")], limit=1)
        if not slip:
            booking = self.env["sale.order"].search([("rental_state", "=", "out")], limit=1)
            slip = slip.browse(booking.action_rental_return()["params"]["slip_id"])
        slip_screen = {
            "type": "ir.actions.client",
            "tag": "rental_booking.slip_desk",
            "params": {"slip_id": slip.id},
        }
        screens = [(self.env.ref(name).id, shown, name) for name, shown in SCREENS]
        screens.append((slip_screen, ".o_rental_slip_line", "slip"))
        sender = self.env["res.partner"].search([("bookstore_is_distributor", "=", True)], limit=1)
        parcel = self.env["bookstore.parcel"].create({"kind": "firm", "partner_id": sender.id})
        screens.append((parcel.action_scan(), ".o_bookstore_scan input", "scan"))
        products = self.env["product.product"].search([("tech_family_id", "!=", False)], limit=4)
        comparison = {
            "type": "ir.actions.client",
            "tag": "crm_technical_spec.finder",
            "params": {"compare_ids": products.ids},
        }
        screens.append((comparison, ".o_spec_comparison td", "comparison"))
        self._check("/odoo", BACKEND, "admin", screens=screens)

    def test_the_till(self):
        till = self.env["pos.config"].search([("name", "=", "Caisse de la librairie")])
        cashier = self.env["res.users"].search([("login", "=", "libraire")])
        till.with_user(cashier).open_ui()
        till.current_session_id.with_user(cashier).set_opening_control(0, "")
        self._check(f"/pos/ui/{till.id}", TILL, "libraire")

    def test_the_data_sheet(self):
        product = self.env["product.template"].search([("tech_family_id", "!=", False)], limit=1)
        page = f"/report/html/crm_technical_spec.report_data_sheet/{product.id}"
        self._check("/odoo", PAGES, "admin", pages=[page])

    def test_pages_of_clients(self):
        user = self.env.ref("transport_order.group_transport_group_user").user_ids[:1]
        client = user.partner_id.commercial_partner_id
        order = self.env["transport.order"].search(
            [
                ("state", "in", ("confirmed", "planned", "in_progress")),
                ("partner_id", "child_of", client.id),
            ],
            limit=1,
        )
        self.assertTrue(order, "the client has a running transport")
        order._renew_driver_link()
        driver = self.env["transport.order"].search([("driver_id", "!=", False)], limit=1).driver_id
        driver._renew_driver_link()
        booking = self.env["sale.order"].search([("rental_state", "=", "proposed")], limit=1)
        booking = booking or self.env["sale.order"].search([("is_rental", "=", True)], limit=1)
        user.write({"password": "access-access-12", "lang": "fr_FR"})
        pages = [
            "/my",
            "/my/transport",
            "/my/transport/orders",
            order.access_url,
            "/my/transport/stock",
            "/my/transport/addresses",
            f"/transport/driver/{order.driver_token}",
            driver._get_driver_url().removeprefix(driver.get_base_url()),
            booking.get_portal_url(),
        ]
        self.authenticate(user.login, "access-access-12")
        self._check("/my", PAGES, None, pages=pages)
