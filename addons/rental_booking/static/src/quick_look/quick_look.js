import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { Dialog } from "@web/core/dialog/dialog";
import { KeepLast } from "@web/core/utils/concurrency";
import { debounce } from "@web/core/utils/timing";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { formatQuantity } from "../availability_grid/grid_cell";
import { DURATIONS } from "../durations/durations";
import { focusDrawn, stepIndex } from "../screen_tools/roving";

const MORE = ".o_rental_quick_more:enabled";
const STEPS = { "+": ".o_rental_quick_more", "-": ".o_rental_quick_less" };

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
        this.root = useRef("root");
        this.searched = useRef("search");
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

    /** Keys alone: Enter or ↓ to the products, + and − how many, Ctrl + Enter books. */
    async onKeydown(ev) {
        const inSearch = ev.target === this.searched.el;
        const product = ev.target.closest(".o_rental_quick_product");
        if (ev.key === "Enter" && (ev.ctrlKey || ev.metaKey)) {
            ev.preventDefault();
            await (this.count && this.book());
        } else if (inSearch && ["Enter", "ArrowDown"].includes(ev.key)) {
            ev.preventDefault();
            await this.ask({ search: ev.target.value });
            await focusDrawn(this.root.el, MORE, 0);
        } else if (product && ["ArrowDown", "ArrowUp"].includes(ev.key)) {
            ev.preventDefault();
            this.focusProduct(product, ev.key);
        } else if (product && STEPS[ev.key]) {
            ev.preventDefault();
            product.querySelector(STEPS[ev.key])?.click();
        }
    }

    /** Up from the first product is the search. */
    focusProduct(product, key) {
        const all = [...this.root.el.querySelectorAll(".o_rental_quick_product")];
        const products = all.filter((one) => one === product || one.querySelector(MORE));
        const index = products.indexOf(product);
        const next = stepIndex(products, index, key);
        const leaves = next === index && key === "ArrowUp";
        (leaves ? this.searched.el : products[next].querySelector(MORE))?.focus();
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
