import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { kanbanView } from "@web/views/kanban/kanban_view";

const WORST_FIRST = ["bad", "late", "trouble", "you", "paused", "busy", "grey", "good"];
const BEHIND = {
    orders_today: "action_open_orders_today",
    waiting_count: "action_open_waiting",
    payment_count: "action_open_payments",
    money_count: "action_open_money",
};
const COUNTED = Object.keys(BEHIND);

/** The board of shops, with one line of totals over all that it shows. */
export class ShopBoardRenderer extends KanbanRenderer {
    static template = "shop_sync.BoardRenderer";

    setup() {
        super.setup();
        this.actions = useService("action");
    }

    get boardRecords() {
        return this.props.list.isGrouped
            ? this.props.list.groups.flatMap((group) => group.list.records)
            : this.props.list.records;
    }

    /** The board opens the card that has the focus with Enter: a total is no card. */
    onKeydownTotals(ev) {
        if (ev.key === "Enter") {
            ev.stopPropagation();
        }
    }

    /** The records that a total counts, of all shops on the board. */
    openTotal(name) {
        return this.actions.doActionButton({
            type: "object",
            name: BEHIND[name],
            resModel: this.props.list.resModel,
            resIds: this.boardRecords.map((record) => record.resId),
            context: { ...this.props.list.context },
        });
    }

    /** The worst shops first, as they are now: one that no pass reaches any more is late by the clock. */
    getGroupsOrRecords() {
        const found = super.getGroupsOrRecords();
        if (this.props.list.isGrouped) {
            return found;
        }
        const rank = ({ record }) => WORST_FIRST.indexOf(record.data.health);
        return found.toSorted((one, other) => rank(one) - rank(other));
    }

    get boardTotals() {
        const records = this.boardRecords;
        const totals = { shops: records.length, stuck: 0 };
        for (const name of COUNTED) {
            totals[name] = records.reduce((sum, record) => sum + (record.data[name] || 0), 0);
        }
        totals.stuck = records.filter((record) =>
            ["bad", "late", "trouble"].includes(record.data.health)
        ).length;
        return totals;
    }
}

registry.category("views").add("shop_board", { ...kanbanView, Renderer: ShopBoardRenderer });
