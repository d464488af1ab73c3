import json
from io import BytesIO

from pypdf import PdfReader

from odoo.tests import HttpCase, tagged

OPEN_SCREENS = """
(async () => {
    const actions = %s;
    const until = (check, what) =>
        new Promise((resolve, reject) => {
            const end = Date.now() + 20000;
            const look = () => {
                if (check()) return resolve();
                if (Date.now() > end) return reject(new Error(what));
                setTimeout(look, 40);
            };
            look();
        });
    const trouble = () => document.querySelector(".o_error_dialog, .o_error_detail");
    await until(() => odoo.__WOWL_DEBUG__ && odoo.isReady, "the web client does not start");
    const service = odoo.__WOWL_DEBUG__.root.env.services.action;
    const open = async (id, name, options) => {
        await service.doAction(id, { clearBreadcrumbs: true, ...options });
        await until(
            () => service.currentController && document.querySelector(".o_action_manager > *"),
            `${name}: the screen stays empty`
        );
        await until(() => !document.querySelector(".o_blockUI"), `${name}: still loading`);
        await new Promise((resolve) => setTimeout(resolve, 150));
        if (trouble()) throw new Error(`${name}: ${trouble().innerText.slice(0, 600)}`);
    };
    for (const [id, name, resId] of actions) {
        await open(id, name, {});
        if (resId) {
            await open(id, `${name} (form)`, { viewType: "form", props: { resId } });
            await until(() => document.querySelector(".o_form_view"), `${name}: no form`);
        }
    }
    console.log("test successful");
})().catch((error) => console.error(error.message));
"""


@tagged("post_install", "-at_install", "house_journey")
class TestJourney(HttpCase):
    """A person logs in and opens each app of the suite; the documents look like the company's."""

    def _suite_modules(self):
        return self.env["ir.module.module"].search(
            [("state", "=", "installed"), ("author", "=", "Odoo Suite contributors")]
        )

    def _suite_actions(self):
        """(menu, action) of every window and client action that the suite put in a menu."""
        modules = self._suite_modules().mapped("name")
        data = self.env["ir.model.data"].search(
            [("model", "=", "ir.ui.menu"), ("module", "in", modules)]
        )
        menus = self.env["ir.ui.menu"].browse(data.mapped("res_id")).exists()
        return [
            (menu, menu.action)
            for menu in menus
            if menu.action and menu.action._name in ("ir.actions.act_window", "ir.actions.client")
        ]

    def _first_record(self, action):
        """Id of a record that the action's form can show, or False."""
        if action._name != "ir.actions.act_window" or "form" not in action.view_mode.split(","):
            return False
        model = self.env[action.res_model].with_user(self.env.ref("base.user_admin"))
        return not model._transient and model.search([], limit=1).id

    def test_every_menu_and_a_record_behind_it_open_in_the_browser(self):
        actions = [
            (action.id, menu.complete_name, self._first_record(action))
            for action, menu in {action: menu for menu, action in self._suite_actions()}.items()
        ]
        suite = self._suite_modules().filtered(lambda module: module.name != "house_journey")
        self.assertTrue(actions or not suite, "the suite has add-ons but no menu was found")
        self.browser_js("/odoo", OPEN_SCREENS % json.dumps(actions), login="admin", timeout=900)

    def test_a_pdf_has_header_footer_and_page_numbers(self):
        company = self.env.ref("base.main_company")
        company.report_footer = "Pied de page de la maison"
        content, kind = (
            self.env["ir.actions.report"]
            .with_context(force_report_rendering=True)
            ._render_qweb_pdf("web.preview_externalreport", company.ids)
        )
        self.assertEqual(kind, "pdf")
        text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
        self.assertIn(company.name, text)
        self.assertRegex(text, r"Page\s*:?\s*1\s*/\s*\d")
