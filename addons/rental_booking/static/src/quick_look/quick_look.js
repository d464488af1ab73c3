import { Component, onWillStart, useState } from "@odoo/owl";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { Dialog } from "@web/core/dialog/dialog";
import { KeepLast } from "@web/core/utils/concurrency";
import { debounce } from "@web/core/utils/timing";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { formatQuantity } from "../availability_grid/grid_cell";
import { DURATIONS } from "../durations/durations";

/** The customer is on the telephone: product and dates → free, what else, book it. */
export class QuickLook extends Component {
    static template = "rental_booking.QuickLook";
    static components = { Dialog };
    static props = { close: Function };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.durations = DURATIONS;
        this.formatQuantity = formatQuantity;
        this.state = useState({ shopId: false, search: "", start: "", end: "", answer: null });
        this.basket = useState({}); // {product id: {name, quantity}}
        useAutofocus({ refName: "search" });
        this.onSearch = debounce((ev) => this.ask({ search: ev.target.value }), 200);
        onWillStart(() => this.ask({}));
    }

    get chosen() {
        return Object.entries(this.basket).filter(([_id, item]) => item.quantity > 0);
    }

    get count() {
        return this.chosen.reduce((sum, [_id, item]) => sum + item.quantity, 0);
    }

    /** @param {Object} part what changed of the question; `duration` computes the end */
    async ask({ duration = "", ...part }) {
        Object.assign(this.state, part);
        const { shopId, search, start, end } = this.state;
        const answer = await this.keepLast.add(
            this.orm.call("rental.availability", "get_quick_look", [
                shopId,
                search,
                start,
                end,
                duration,
            ])
        );
        const { start: first = start, end: last = end, shop_id: shop } = answer;
        Object.assign(this.state, { answer, shopId: shop, start: first, end: last });
    }

    quantityOf(productId) {
        return this.basket[productId]?.quantity || 0;
    }

    /** A touch more or less; never more than is free. */
    add(product, step) {
        const wanted = Math.max(0, this.quantityOf(product.product_id) + step);
        const quantity = Math.min(wanted, Math.max(0, product.available));
        this.basket[product.product_id] = { name: product.name, quantity };
    }

    async book() {
        const action = await this.orm.call("rental.availability", "action_book_period", [
            this.state.shopId,
            this.state.start,
            this.state.end,
            this.chosen.map(([id, item]) => [Number(id), item.quantity]),
        ]);
        this.props.close();
        await this.action.doAction(action);
    }
}

/** In the bar of every screen, for those who work in the rental. */
export class QuickLookMenu extends Component {
    static template = "rental_booking.QuickLookMenu";
    static props = {};

    setup() {
        this.dialog = useService("dialog");
        onWillStart(async () => {
            this.shown = await user.hasGroup("rental_booking.group_rental_booking_user");
        });
    }

    open() {
        this.dialog.add(QuickLook);
    }
}

registry
    .category("systray")
    .add("rental_booking.quick_look", { Component: QuickLookMenu }, { sequence: 30 });
