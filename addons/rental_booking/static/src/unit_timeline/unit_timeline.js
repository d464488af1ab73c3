import { Component } from "@odoo/owl";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { openRecord } from "../screen_tools/open_record";
import { PeriodBar } from "../screen_tools/period_bar";
import { usePeriodScreen } from "../screen_tools/use_period_screen";
import { getRowTops, useVirtualRows } from "../screen_tools/virtual_rows";
import { TONES, describeBar, placeBars } from "./timeline_bars";

/** Who has which unit when: one row a unit, one bar a booking, ticket or block. */
export class UnitTimeline extends Component {
    static template = "rental_booking.UnitTimeline";
    static components = { Layout, PeriodBar };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.screen = usePeriodScreen("get_timeline", this.props);
        this.tones = TONES;
        this.describeBar = describeBar;
        this.layout = { data: null, rows: [], tops: [0] };
        this.range = useVirtualRows("scroll", () => this.rows.tops);
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

    onClickBars(ev) {
        const element = ev.target.closest(".o_rental_bar");
        if (element) {
            openRecord(this.action, element.dataset.model, Number(element.dataset.id));
        }
    }
}

registry.category("actions").add("rental_booking.unit_timeline", UnitTimeline);
