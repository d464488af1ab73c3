import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { debounce } from "@web/core/utils/timing";

const { DateTime } = luxon;

export const PERIODS = [
    { days: 7, label: _t("1 week") },
    { days: 14, label: _t("2 weeks") },
    { days: 30, label: _t("1 month") },
    { days: 60, label: _t("2 months") },
];

/** Shop, first day, length of the window and search: the head of the grid and the timeline. */
export class PeriodBar extends Component {
    static template = "rental_booking.PeriodBar";
    static props = {
        shops: Array,
        families: Array,
        query: Object, // {shopId, dateFrom, days, search, familyId, busy}
        onChange: Function, // (changed part of the query) => void
        total: { type: Number, optional: true },
        shown: { type: Number, optional: true },
    };

    setup() {
        this.periods = PERIODS;
        this.onSearch = debounce((ev) => this.props.onChange({ search: ev.target.value }), 250);
    }

    get title() {
        const { dateFrom, days } = this.props.query;
        const first = DateTime.fromISO(dateFrom);
        const last = first.plus({ days: days - 1 });
        const format = { day: "numeric", month: "short", year: "numeric" };
        return `${first.toLocaleString(format)} – ${last.toLocaleString(format)}`;
    }

    move(direction) {
        const { dateFrom, days } = this.props.query;
        const moved = DateTime.fromISO(dateFrom).plus({ days: direction * days });
        this.props.onChange({ dateFrom: moved.toISODate() });
    }

    onToday() {
        this.props.onChange({ dateFrom: DateTime.local().toISODate() });
    }

    onDate(ev) {
        if (ev.target.value) {
            this.props.onChange({ dateFrom: ev.target.value });
        }
    }

    onShop(ev) {
        this.props.onChange({ shopId: Number(ev.target.value) });
    }

    onDays(ev) {
        this.props.onChange({ days: Number(ev.target.value) });
    }

    onFamily(ev) {
        this.props.onChange({ familyId: Number(ev.target.value) || false });
    }

    onBusy() {
        this.props.onChange({ busy: !this.props.query.busy });
    }
}
