import { Component, onWillStart, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { deserializeDateTime, formatDate } from "@web/core/l10n/dates";
import { formatFloat } from "@web/core/utils/numbers";
import { formatMonetary } from "@web/views/fields/formatters";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { SalesChart } from "../sales_chart/sales_chart";

const BATCH = 20;
const AHEAD = 8;
const TONES = { client: "danger", threshold: "warning", sales: "primary" };

/**
 * What is to be ordered, one title a card: a number, Enter, the next one. Numbers are sent one
 * after the other behind the person's back; nobody waits for the server between two cards.
 */
export class BookstoreReorder extends Component {
    static template = "bookstore_order.Reorder";
    static components = { SalesChart };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.input = useRef("input");
        this.root = useRef("root");
        this.orderButton = useRef("order");
        this.againButton = useRef("again");
        this.cards = new Map();
        this.sending = Promise.resolve();
        this.state = useState({
            ids: [],
            place: 0,
            typed: {},
            card: null,
            totals: null,
            message: "",
            text: "",
        });
        useSetupAction({ beforeLeave: () => this.sending.then(() => true) });
        onWillStart(async () => {
            const { ids, cards, currency_id } = await this.orm.call(
                "bookstore.need",
                "get_reorder",
                []
            );
            this.currencyId = currency_id;
            this.keep(cards);
            this.state.ids = ids;
            await this.show(0);
        });
        // each card has its own input: what is typed while the next one is drawn is not its number
        useEffect(
            () => this.focus(),
            () => [this.state.card?.id, this.state.place]
        );
        // after the last card the keys go on: Enter puts all on the orders
        useEffect(
            (totals) => totals && (this.orderButton.el || this.againButton.el)?.focus(),
            () => [this.state.totals]
        );
    }

    keep(cards) {
        for (const card of cards) {
            this.cards.set(card.id, card);
        }
    }

    /** Cards come before they are needed; only who jumps waits for one. */
    async prefetch(place) {
        const wanted = this.state.ids
            .slice(place, place + BATCH)
            .filter((id) => !this.cards.has(id));
        if (wanted.length) {
            this.keep(await this.orm.silent.call("bookstore.need", "get_reorder_cards", [wanted]));
        }
    }

    async show(place) {
        this.state.place = place;
        this.state.totals = null;
        const id = this.state.ids[place];
        if (id === undefined) {
            this.state.card = null;
            return this.finish();
        }
        if (!this.cards.has(id)) {
            await this.prefetch(place);
        }
        this.state.card = this.cards.get(id) || null;
        const known = this.state.typed[id];
        this.state.text = String(known === undefined ? (this.state.card?.proposed ?? "") : known);
        const next = this.state.ids[place + AHEAD];
        if (next !== undefined && !this.cards.has(next)) {
            this.prefetch(place + 1);
        }
    }

    focus() {
        // the number is selected, so that a digit replaces it
        this.input.el?.focus();
        this.input.el?.select();
        this.root.el?.scrollTo(0, 0);
    }

    onInput(ev, card) {
        if (card.id === this.state.card.id) {
            this.state.text = ev.target.value;
        }
    }

    onKeydown(ev, card) {
        const moves = {
            Enter: () => this.accept(),
            ArrowDown: () => this.skip(),
            PageDown: () => this.skip(),
            ArrowUp: () => this.back(),
            PageUp: () => this.back(),
        };
        if (moves[ev.key]) {
            ev.preventDefault();
            ev.stopPropagation();
            if (card.id === this.state.card?.id) {
                moves[ev.key]();
            }
        }
    }

    accept() {
        const text = this.state.text.trim().replace(",", ".");
        const copies = Number(text || "0");
        if (!Number.isFinite(copies) || copies < 0) {
            this.state.message = _t("“%s” is no number of copies.", this.state.text);
            return this.focus();
        }
        this.state.message = "";
        const card = this.state.card;
        this.state.typed[card.id] = copies;
        this.send(card, copies);
        return this.show(this.state.place + 1);
    }

    /** One after the other: two quick numbers never overtake each other. */
    send(card, copies) {
        this.sending = this.sending.then(async () => {
            try {
                await this.orm.silent.call("bookstore.need", "set_reorder", [card.id, copies]);
            } catch (error) {
                delete this.state.typed[card.id];
                this.state.message = _t("%(title)s was not kept: %(reason)s", {
                    title: card.name,
                    reason: error.data?.message || error.message,
                });
            }
        });
    }

    skip() {
        return this.show(Math.min(this.state.place + 1, this.state.ids.length));
    }

    back() {
        return this.show(Math.max(this.state.place - 1, 0));
    }

    get decided() {
        return this.state.ids.filter((id) => this.state.typed[id] !== undefined);
    }

    get running() {
        const rows = this.decided.map((id) => [this.cards.get(id), this.state.typed[id]]);
        return {
            titles: rows.filter(([, copies]) => copies).length,
            copies: rows.reduce((sum, [, copies]) => sum + copies, 0),
            value: rows.reduce((sum, [card, copies]) => sum + copies * card.price, 0),
        };
    }

    async finish() {
        await this.sending;
        this.state.totals = await this.orm.call("bookstore.need", "get_reorder_totals", [
            this.decided,
        ]);
    }

    sumOf(name) {
        return this.state.totals.reduce((sum, row) => sum + row[name], 0);
    }

    async order() {
        await this.sending;
        const action = await this.orm.call("bookstore.need", "order_reorder", [this.decided]);
        return this.action.doAction(action);
    }

    get canOrder() {
        return this.state.totals.some((row) => row.id && row.copies);
    }

    tone(reason) {
        return TONES[reason] || "info";
    }

    copies(number) {
        return formatFloat(number, { digits: [16, number % 1 ? 2 : 0] });
    }

    money(value) {
        return formatMonetary(value, { currencyId: this.currencyId });
    }

    day(text) {
        return text && formatDate(deserializeDateTime(text));
    }
}

registry.category("actions").add("bookstore_order.reorder", BookstoreReorder);
