import { Component, onWillStart, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { session } from "@web/session";

/** Where one works: the place that new documents propose. */
export class BookstorePlaceMenu extends Component {
    static template = "bookstore_deposit.PlaceMenu";
    static components = { Dropdown, DropdownItem };
    static props = [];

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.state = useState({ places: [], place_id: false, name: "" });
        onWillStart(() => {
            // The web client does not wait for it.
            this.load();
        });
    }

    async load() {
        Object.assign(this.state, await this.orm.call("bookstore.place", "get_choice", []));
    }

    get title() {
        return this.state.name
            ? _t("You work in: %s", this.state.name)
            : _t("Choose the place you work in");
    }

    async choose(place) {
        Object.assign(this.state, await this.orm.call("bookstore.place", "choose", [place.id]));
        this.notification.add(_t("New documents propose %s from now on.", place.name), {
            type: "success",
        });
    }
}

if (session.bookstore_has_places) {
    registry
        .category("systray")
        .add("bookstore_deposit.place", { Component: BookstorePlaceMenu }, { sequence: 15 });
}
