import { Component, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const ICONS = {
    decisions: "fa-question-circle",
    alerts: "fa-bell",
    due: "fa-calendar",
    statements: "fa-file-text-o",
    parcels: "fa-archive",
    claims: "fa-exclamation-triangle",
    counts: "fa-lock",
    short: "fa-level-up",
    needs: "fa-cart-plus",
    client_tell: "fa-phone",
    client_overdue: "fa-clock-o",
    lending: "fa-university",
};

/** What needs someone in the shop today; each figure opens the records behind it. */
export class BookstoreToday extends Component {
    static template = "bookstore_deposit.Today";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ tiles: [] });
        useAutofocus({ refName: "code" });
        onWillStart(() => this.load());
    }

    async load() {
        this.state.tiles = await this.orm.call("bookstore.alert", "get_today", []);
    }

    icon(tile) {
        return ICONS[tile.key];
    }

    open(tile) {
        return this.action.doAction(tile.action, { additionalContext: tile.context });
    }

    /** Whatever was scanned or typed – an ISBN, a barcode, words of a title – shows the title. */
    async onScan(ev) {
        ev.preventDefault();
        const field = ev.target.elements.code;
        const code = field.value.trim();
        if (code) {
            field.value = "";
            const action = await this.orm.call("bookstore.alert", "action_find_title", [code]);
            await this.action.doAction(action);
        }
    }

    create(model, context = {}) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            views: [[false, "form"]],
            context,
        });
    }
}

registry.category("actions").add("bookstore_deposit.today", BookstoreToday);
