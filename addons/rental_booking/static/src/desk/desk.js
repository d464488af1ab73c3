import { Component, onWillStart, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { useSetupAction } from "@web/search/action_hook";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { openRecord } from "../screen_tools/open_record";

const { DateTime } = luxon;
const SHOP_KEY = "rental_booking.desk_shop";
const SHOWN_GOODS = 4;

/** Today at the counter: counted tiles that lead to the bookings, and the work one touch away. */
export class RentalDesk extends Component {
    static template = "rental_booking.RentalDesk";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.canWork = false;
        this.state = useState({
            shopId: Number(browser.localStorage.getItem(SHOP_KEY)) || false,
            desk: null,
        });
        onWillStart(async () => {
            this.canWork = await user.hasGroup("rental_booking.group_rental_booking_desk");
            await this.load();
        });
        useSetupAction({ getLocalState: () => ({}) });
    }

    async load() {
        const desk = await this.orm.call("sale.order", "get_rental_desk", [this.state.shopId]);
        if (this.state.shopId && !desk.shops.some((shop) => shop.id === this.state.shopId)) {
            return this.chooseShop(false);
        }
        this.state.desk = desk;
    }

    get today() {
        return DateTime.local().toLocaleString({ weekday: "long", day: "numeric", month: "long" });
    }

    /** Lists with something in them; the two of today always stand there. */
    get lists() {
        return this.state.desk.lists.filter((list) => list.total || list.key.endsWith("_today"));
    }

    chooseShop(shopId) {
        this.state.shopId = shopId;
        browser.localStorage.setItem(SHOP_KEY, shopId || "");
        return this.load();
    }

    onShop(ev) {
        return this.chooseShop(Number(ev.target.value) || false);
    }

    getGoods(booking) {
        const shown = booking.goods.slice(0, SHOWN_GOODS).join(", ");
        return booking.goods.length > SHOWN_GOODS ? `${shown}…` : shown;
    }

    getMoment(booking, list) {
        const moment = deserializeDateTime(
            list.key.startsWith("return") || list.key === "late" ? booking.end : booking.start
        );
        const isToday = moment.hasSame(DateTime.local(), "day");
        return isToday
            ? moment.toLocaleString(DateTime.TIME_SIMPLE)
            : moment.toLocaleString({
                  day: "numeric",
                  month: "short",
                  hour: "numeric",
                  minute: "2-digit",
              });
    }

    getNextLabel(booking) {
        return booking.next === "action_rental_depart" ? _t("Departure") : _t("Return");
    }

    /** Whatever was scanned or typed – a unit, a product, a booking – shows its page. */
    async onScan(ev) {
        ev.preventDefault();
        const field = ev.target.elements.code;
        const code = field.value.trim();
        if (code) {
            field.value = "";
            const action = await this.orm.call("rental.availability", "action_find", [code]);
            await this.action.doAction(action);
        }
    }

    /** The list shows what the server counted, under the name of the tile. */
    async openTile(key) {
        const { domain, label } = this.state.desk.tiles.find((tile) => tile.key === key);
        const action = await this.action.loadAction("rental_booking.rental_desk_action");
        return this.action.doAction({ ...action, name: label, display_name: label, domain });
    }

    openBooking(booking) {
        return openRecord(this.action, "sale.order", booking.id);
    }

    async doNext(booking) {
        const action = await this.orm.call("sale.order", booking.next, [[booking.id]]);
        return this.action.doAction(action);
    }

    newBooking() {
        const { shopId } = this.state;
        return this.action.doAction("rental_booking.rental_booking_action", {
            viewType: "form",
            additionalContext: shopId ? { default_warehouse_id: shopId } : {},
        });
    }
}

registry.category("actions").add("rental_booking.desk", RentalDesk);
