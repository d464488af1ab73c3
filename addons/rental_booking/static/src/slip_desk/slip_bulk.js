import { Component } from "@odoo/owl";
import { STATUS_ICONS } from "./slip_line";

/** Statuses that say something of one piece (what is broken), entered piece by piece. */
const ONE_BY_ONE = new Set(["pending", "damaged", "exchanged", "accessory_missing"]);

/**
 * Exemplars of one booking line that nobody tells apart, as one card; the others stay alone.
 *
 * @param {Object[]} lines of the slip, in order
 * @returns {{key: string, lines: Object[], bulk: boolean, kit: boolean, head: string}[]}
 */
export function groupLines(lines) {
    const cards = [];
    const bulks = {};
    for (const line of lines) {
        const alike =
            line.tracking === "none" &&
            !line.sold &&
            !line.only_accessories &&
            !line.accessories.length &&
            !line.photo_required;
        if (!alike) {
            cards.push({ key: `line-${line.id}`, lines: [line], bulk: false });
        } else if (bulks[line.order_line_id]) {
            bulks[line.order_line_id].lines.push(line);
        } else {
            const card = { key: `bulk-${line.order_line_id}`, lines: [line], bulk: true };
            bulks[line.order_line_id] = card;
            cards.push(card);
        }
    }
    for (const card of cards) {
        card.bulk = card.lines.length > 1;
    }
    return markKits(cards, (card) => card.lines[0].kit);
}

/**
 * Parts below the name of their kit: each row says its kit, the first of a kit also its head.
 *
 * @param {Object[]} rows in order
 * @param {Function} kitOf (row) => {id, name} or false
 * @returns {Object[]} the rows, each with `kit` (boolean) and `head` (name or "")
 */
export function markKits(rows, kitOf) {
    let before = false;
    return rows.map((row) => {
        const kit = kitOf(row);
        const head = kit && kit.id !== before ? kit.name : "";
        before = kit ? kit.id : false;
        return { ...row, kit: Boolean(kit), head };
    });
}

/** Thirty cables as one card: a number with − and +, and what becomes of the rest. */
export class SlipBulk extends Component {
    static template = "rental_booking.SlipBulk";
    static props = {
        lines: Array,
        editable: Boolean,
        open: Boolean,
        onLines: Function, // (lines, status) => void
        onToggle: Function,
    };

    having(status) {
        return this.props.lines.filter((line) => line.status === status);
    }

    get tone() {
        if (this.having("pending").length) {
            return "pending";
        }
        return this.having("ok").length === this.props.lines.length ? "ok" : "missing";
    }

    get okLabel() {
        return Object.fromEntries(this.props.lines[0].statuses).ok;
    }

    /** What the rest may be, with how many are that already. */
    get others() {
        return this.props.lines[0].statuses
            .filter(([value]) => value !== "ok" && !ONE_BY_ONE.has(value))
            .map(([value, label]) => ({
                value,
                label,
                icon: STATUS_ICONS[value],
                count: this.having(value).length,
            }));
    }

    more() {
        const rest = [
            ...this.having("pending"),
            ...this.props.lines.filter((line) => !["pending", "ok"].includes(line.status)),
        ];
        if (rest.length) {
            this.props.onLines([rest[0]], "ok");
        }
    }

    less() {
        const last = this.having("ok").at(-1);
        if (last) {
            this.props.onLines([last], "pending");
        }
    }

    all() {
        this.props.onLines(this.having("pending"), "ok");
    }

    /** All that is still to check is that; a second touch takes it back. */
    setRest(status) {
        const pending = this.having("pending");
        if (pending.length) {
            this.props.onLines(pending, status);
        } else if (this.having(status).length) {
            this.props.onLines(this.having(status), "pending");
        }
    }
}
