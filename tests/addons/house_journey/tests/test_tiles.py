import json

from odoo.tests import HttpCase, tagged

# home screens whose tiles open lists: (action, tile, its number)
HOMES = (
    ("rental_booking.rental_desk_home_action", ".o_rental_tile", ".o_rental_tile_count"),
    ("bookstore_deposit.bookstore_today_action", ".o_bookstore_tile", ".fs-1"),
    ("shop_sync.shop_channel_action", ".o_shop_totals button", "b"),
)
# lists with tabs that are counted
TABBED = (
    "rental_booking.rental_booking_action",
    "transport_order.transport_order_action",
    "shop_sync.sale_order_action",
    "shop_sync.shop_message_action",
    "crm_technical.sale_order_action_followup",
    "crm_technical_aftersales.tech_case_action",
    "account_dunning_fr.dunning_reminder_action",
)
CLICK_TILES = """
(async () => {
    const [homes, tabbed] = %s;
    const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const until = async (check, what) => {
        for (const end = Date.now() + 60000; Date.now() < end; await wait(40)) {
            const found = check();
            if (found) return found;
        }
        throw new Error(what);
    };
    await until(() => odoo.__WOWL_DEBUG__ && odoo.isReady, "the web client does not start");
    const service = odoo.__WOWL_DEBUG__.root.env.services.action;
    let shown = null;
    let turn = 0;  // what a screen left behind still asks for is not what the next one shows
    const open = XMLHttpRequest.prototype.open;
    XMLHttpRequest.prototype.open = function (method, url, ...rest) {
        const kind = String(url).match(/\\/(web_search_read|web_read_group)$/)?.[1];
        const asked = turn;
        if (kind) {
            this.addEventListener("load", () => {
                if (asked !== turn) return;
                const { result } = JSON.parse(this.responseText);
                shown = kind === "web_search_read"
                    ? result.length
                    : result.groups.reduce((sum, group) => sum + group.__count, 0);
            });
        }
        return open.call(this, method, url, ...rest);
    };
    const all = (selector) => [...document.querySelectorAll(selector)];
    const number = (element) => Number(element.innerText.replace(/\\D/g, ""));
    const wrong = [];
    let clicked = 0;
    const compare = async (name, told, click) => {
        shown = null;
        turn += 1;
        click();
        await until(() => shown !== null, `${name}: no list opens`);
        clicked += 1;
        if (shown !== told) wrong.push(`${name}: the tile says ${told}, the list shows ${shown}`);
    };
    for (const [id, tile, count] of homes) {
        await service.doAction(id, { clearBreadcrumbs: true });
        await until(() => all(tile).length, `${tile}: there is none`);
        for (let place = 0; place < all(tile).length; place++) {
            const element = all(tile)[place];
            const told = number(element.querySelector(count));
            await compare(element.innerText, told, () => element.click());
            await service.doAction(id, { clearBreadcrumbs: true });
            await until(() => all(tile).length, `${tile}: they do not come back`);
        }
    }
    for (const id of tabbed) {
        shown = null;
        turn += 1;
        await service.doAction(id, { clearBreadcrumbs: true });
        const filled = () => all("[data-tab]").length && all(".o_suite_tab_count").every((one) => one.innerText);
        await until(() => shown !== null && filled(), `action ${id}: no tabs`);
        const count = all("[data-tab]").length;
        for (let place = 0; place < count; place++) {
            const tab = all("[data-tab]")[place];
            const told = number(tab.querySelector(".o_suite_tab_count"));
            const pressed = all("[data-tab][aria-pressed=true]");
            if (pressed.length === 1 && pressed[0] === tab) {
                if (shown !== told) wrong.push(`${tab.innerText}: the list shows ${shown}`);
                clicked += 1;
                continue;
            }
            await compare(tab.innerText, told, () => tab.click());
            await until(() => all("[data-tab]")[place].getAttribute("aria-pressed") === "true", "the tab is not pressed");
        }
    }
    if (wrong.length) throw new Error(wrong.join("\\n"));
    if (clicked < 20) throw new Error(`only ${clicked} tiles were clicked`);
    console.log("test successful");
})().catch((error) => console.error(error.message));
"""


@tagged("post_install", "-at_install", "house_journey", "slow", "-standard")
class TestTiles(HttpCase):
    def test_each_tile_says_what_its_list_shows(self):
        homes = [(self.env.ref(name).id, tile, count) for name, tile, count in HOMES]
        tabbed = [self.env.ref(name).id for name in TABBED]
        code = CLICK_TILES % json.dumps([homes, tabbed])
        self.browser_js("/odoo", code, login="admin", timeout=400)
