import { Component, useRef, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { openRecord } from "../screen_tools/open_record";
import { PeriodBar } from "../screen_tools/period_bar";
import { focusDrawn } from "../screen_tools/roving";
import { usePeriodScreen } from "../screen_tools/use_period_screen";
import { getRowTops, useVirtualRows } from "../screen_tools/virtual_rows";
import { getHandles, getKeyShift, useDragBars } from "./drag_bars";
import { TONES, describeBar, findNextBar, placeBars } from "./timeline_bars";

const { DateTime } = luxon;
const KEYS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"];

/** Who has which unit when: one row a unit, one bar a booking, ticket or block. */
export class UnitTimeline extends Component {
    static template = "rental_booking.UnitTimeline";
    static components = { Layout, PeriodBar };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.orm = useService("orm");
        this.screen = usePeriodScreen("get_timeline", this.props);
        this.tones = TONES;
        this.describeBar = describeBar;
        this.layout = { data: null, rows: [], tops: [0] };
        this.reach = useState({ barId: false });
        this.scroll = useRef("scroll");
        this.range = useVirtualRows("scroll", () => this.rows.tops);
        this.onPointerDown = useDragBars({
            getBar: (id) => this.findBar(id),
            countDays: () => this.data.days.length,
            onDrop: (drop) => this.askToMove(drop),
        });
    }

    get data() {
        return this.screen.state.data;
    }

    /** Rows with their bars in place; computed once for each answer of the server. */
    get rows() {
        if (this.layout.data !== this.data) {
            this.layout = this.placeRows(this.data);
        }
        return this.layout;
    }

    placeRows(data) {
        const start = deserializeDateTime(data.start).toMillis();
        const end = deserializeDateTime(data.end).toMillis();
        const now = Date.now();
        const rows = data.rows.map((row) => ({ ...row, ...placeBars(row, start, end, now) }));
        const inWindow = now > start && now < end;
        return {
            data,
            rows,
            tops: getRowTops(rows.map((row) => row.height)),
            nowLeft: inWindow ? (100 * (now - start)) / (end - start) : false,
        };
    }

    get visibleRows() {
        return this.rows.rows.slice(this.range.first, this.range.last);
    }

    /** The bar that Tab leads to: the last one that had the focus, or the first that is drawn. */
    get reachedBar() {
        const bars = this.visibleRows.flatMap((row) => row.bars);
        return (bars.find((bar) => bar.id === this.reach.barId) || bars[0])?.id;
    }

    get spaceAbove() {
        return this.rows.tops[Math.min(this.range.first, this.rows.rows.length)];
    }

    get spaceBelow() {
        const { tops } = this.rows;
        return tops.at(-1) - tops[Math.min(this.range.last, tops.length - 1)];
    }

    get shownProducts() {
        return new Set((this.data?.rows || []).map((row) => row.product_id)).size;
    }

    get trackWidth() {
        return `min-width: ${Math.max(560, this.data.days.length * 44)}px`;
    }

    findBar(id) {
        return this.rows.rows.flatMap((row) => row.bars).find((bar) => bar.id === id);
    }

    getCursor(bar) {
        return this.data.may_book && getHandles(bar).length ? "o_rental_bar_movable" : "";
    }

    describeMove({ bar, rowKey, startDays, endDays }) {
        const moved = (moment, days) =>
            deserializeDateTime(moment).plus({ days }).toLocaleString(DateTime.DATE_MED);
        const row = this.data.rows.find((candidate) => candidate.key === rowKey);
        const unit = row.bars.some((own) => own.id === bar.id) ? "" : row.unit;
        const period = `${moved(bar.date_start, startDays)} → ${moved(bar.date_end, endDays)}`;
        return [bar.label, bar.partner, unit, period].filter(Boolean).join(" · ");
    }

    /** Dates are money: what a drag means is read before it is written. */
    askToMove(drop) {
        if (!this.data.may_book) {
            return;
        }
        this.dialog.add(ConfirmationDialog, {
            title: _t("Move this booking?"),
            body: this.describeMove(drop),
            confirmLabel: _t("Move it"),
            confirm: () => this.move(drop),
            cancel: () => {},
        });
    }

    async move({ bar, rowKey, startDays, endDays }) {
        const row = this.data.rows.find((candidate) => candidate.key === rowKey);
        const lotId = row.bars.some((own) => own.id === bar.id) ? false : row.lot_id;
        try {
            await this.orm.call("rental.occupation", "action_move", [[bar.id]], {
                lot_id: lotId,
                start_days: startDays,
                end_days: endDays,
            });
        } finally {
            await this.screen.load();
            await this.focusBar(bar.id);
        }
    }

    /** Where the bar stands now; nowhere if it left the days that are shown. */
    async focusBar(id) {
        const index = this.rows.rows.findIndex((row) => row.bars.some((bar) => bar.id === id));
        if (index >= 0) {
            await focusDrawn(this.scroll.el, `[data-bar="${id}"]`, this.rows.tops[index]);
        }
    }

    onFocusBars(ev) {
        const element = ev.target.closest("[data-bar]");
        if (element) {
            this.reach.barId = Number(element.dataset.bar);
        }
    }

    /** Arrows go from bar to bar; with Shift, and by + and −, they do what a mouse pulls. */
    async onKeydownBars(ev) {
        const element = ev.target.closest("[data-bar]");
        if (!element) {
            return;
        }
        const bar = this.findBar(Number(element.dataset.bar));
        const shift = getKeyShift(bar, ev);
        if (shift) {
            ev.preventDefault();
            this.askToMove({ bar, rowKey: element.closest("[data-row]").dataset.row, ...shift });
        } else if (KEYS.includes(ev.key) && !ev.shiftKey) {
            ev.preventDefault();
            await this.focusBar(findNextBar(this.rows.rows, bar.id, ev.key).bar.id);
        }
    }

    onClickBars(ev) {
        const element = ev.target.closest(".o_rental_bar");
        if (element) {
            openRecord(this.action, element.dataset.model, Number(element.dataset.id));
        }
    }
}

registry.category("actions").add("rental_booking.unit_timeline", UnitTimeline);
