import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { PeriodBar } from "../screen_tools/period_bar";
import { usePeriodScreen } from "../screen_tools/use_period_screen";
import { getRowTops, useVirtualRows } from "../screen_tools/virtual_rows";
import {
    DEMANDS,
    describeCell,
    formatQuantity,
    getMarks,
    getShareGradient,
    getTone,
} from "./grid_cell";
import { OccupationPanel } from "./occupation_panel";

const ROW_HEIGHT = 46;

/** One product: its name, its fleet and one cell a day. */
export class GridRow extends Component {
    static template = "rental_booking.GridRow";
    static props = {
        row: Object,
        days: Array,
        top: Number,
        selectedDate: { type: [String, Boolean], optional: true },
    };

    setup() {
        this.formatQuantity = formatQuantity;
    }

    get cells() {
        const { row, days, selectedDate } = this.props;
        return days.map((day, index) => {
            const cell = row.cells[index];
            const classes = [`o_rental_cell_${getTone(cell, row.fleet)}`];
            if (day.closed) {
                classes.push("o_rental_cell_closed");
            }
            if (day.date === selectedDate) {
                classes.push("o_rental_cell_selected");
            }
            return {
                date: day.date,
                className: classes.join(" "),
                style: getShareGradient(cell, row.fleet),
                words: describeCell(cell, row.fleet),
                number: formatQuantity(cell.available),
                marks: getMarks(cell),
            };
        });
    }
}

/** Product × day: what is free, what takes it; a click tells who. */
export class AvailabilityGrid extends Component {
    static template = "rental_booking.AvailabilityGrid";
    static components = { GridRow, Layout, OccupationPanel, PeriodBar };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.screen = usePeriodScreen("get_grid", this.props);
        this.demands = DEMANDS;
        this.selection = useState({
            productId: false,
            date: false,
            title: "",
            summary: "",
            occupations: null,
        });
        this.range = useVirtualRows("scroll", () => this.tops);
    }

    get data() {
        return this.screen.state.data;
    }

    get tops() {
        return getRowTops((this.data?.rows || []).map(() => ROW_HEIGHT));
    }

    get visibleRows() {
        const { first, last } = this.range;
        return this.data.rows
            .slice(first, last)
            .map((row, index) => ({ row, top: (first + index) * ROW_HEIGHT }));
    }

    get bodyHeight() {
        return this.data.rows.length * ROW_HEIGHT;
    }

    get tableStyle() {
        return `--rental-days: ${this.data.days.length}`;
    }

    getDayTooltip(day) {
        return day.closed ? _t("The shop is closed that day") : undefined;
    }

    onChangeQuery(part) {
        this.closePanel();
        return this.screen.change(part);
    }

    /** One listener for all cells: thousands of small ones would be slow to make. */
    onClickTable(ev) {
        const cell = ev.target.closest(".o_rental_cell");
        if (cell) {
            this.openCell(Number(cell.dataset.product), cell.dataset.date);
        }
    }

    onKeydownTable(ev) {
        if (["Enter", " "].includes(ev.key) && ev.target.matches(".o_rental_cell")) {
            ev.preventDefault();
            this.onClickTable(ev);
        }
    }

    async openCell(productId, date) {
        const row = this.data.rows.find((candidate) => candidate.product_id === productId);
        const index = this.data.days.findIndex((day) => day.date === date);
        Object.assign(this.selection, {
            productId,
            date,
            title: `${row.name} · ${this.data.days[index].label}`,
            summary: describeCell(row.cells[index], row.fleet),
            occupations: null,
        });
        this.selection.occupations = await this.keepLast.add(
            this.orm.call("rental.availability", "get_grid_cell", [
                productId,
                this.screen.state.query.shopId,
                date,
            ])
        );
    }

    /** Days to come on which the shop is open, by who may write bookings. */
    get canBook() {
        const { date } = this.selection;
        const day = this.data.days.find((candidate) => candidate.date === date);
        return this.data.may_book && day && !day.closed && !day.past;
    }

    async book() {
        const { productId, date } = this.selection;
        const action = await this.orm.call("rental.availability", "action_book", [
            productId,
            this.screen.state.query.shopId,
            date,
        ]);
        return this.action.doAction(action);
    }

    closePanel() {
        Object.assign(this.selection, { productId: false, date: false });
    }
}

registry.category("actions").add("rental_booking.availability_grid", AvailabilityGrid);
