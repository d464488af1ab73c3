import { Component } from "@odoo/owl";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { useService } from "@web/core/utils/hooks";
import { formatMoment } from "../screen_tools/format_moment";
import { openRecord } from "../screen_tools/open_record";
import { formatQuantity } from "./grid_cell";

const ICONS = {
    booking: "fa-lock",
    quote: "fa-pencil-square-o",
    hold: "fa-hourglass-half",
    sav: "fa-wrench",
    block: "fa-ban",
    transfer: "fa-truck",
    supply: "fa-plus-circle",
};
const ENDLESS_YEAR = 2900;

/** The bookings, tickets and blocks behind one number of the grid. */
export class OccupationPanel extends Component {
    static template = "rental_booking.OccupationPanel";
    static props = {
        title: String,
        summary: String,
        occupations: { type: [Array, { value: null }] },
        onClose: Function,
        onBook: { type: Function, optional: true },
    };

    setup() {
        this.action = useService("action");
        this.formatQuantity = formatQuantity;
    }

    getIcon(occupation) {
        return occupation.overdue ? "fa-exclamation-circle" : ICONS[occupation.kind];
    }

    getPeriod(occupation) {
        const start = formatMoment(occupation.date_start);
        const end = deserializeDateTime(occupation.date_end);
        return end.year > ENDLESS_YEAR
            ? `${start} → …`
            : `${start} → ${formatMoment(occupation.date_end)}`;
    }

    open(occupation) {
        return openRecord(this.action, occupation.res_model, occupation.res_id);
    }
}
