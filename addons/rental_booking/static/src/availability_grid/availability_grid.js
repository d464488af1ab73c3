import { Component, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { PeriodBar } from "../screen_tools/period_bar";
import { focusDrawn } from "../screen_tools/roving";
import { usePeriodScreen } from "../screen_tools/use_period_screen";
import { getRowTops, useVirtualRows } from "../screen_tools/virtual_rows";
import {
    DEMANDS,
    describeCell,
    findNextCell,
    formatQuantity,
    getMarks,
    getShareGradient,
    getTone,
} from "./grid_cell";
import { OccupationPanel } from "./occupation_panel";

const ROW_HEIGHT = 46;
const KEYS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"];

/** One product: its name, its fleet and one cell a day. */
export class GridRow extends Component {
    static template = "rental_booking.GridRow";
    static props = {
        row: Object,
        days: Array,
        top: Number,
        selectedDate: { type: [String, Boolean], optional: true },
        reachedDate: { type: [String, Boolean], optional: true }, // the cell that Tab leads to
    };

    setup() {
        this.formatQuantity = formatQuantity;
    }

    get cells() {
        const { row, days, selectedDate, reachedDate } = this.props;
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
                tab: day.date === reachedDate ? "0" : "-1",
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
        this.reach = useState({ productId: false, date: false });
        this.body = useRef("body");
        this.scroll = useRef("scroll");
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
        const rows = this.data.rows.slice(first, last);
        const { productId, date } = this.getReached(rows);
        return rows.map((row, index) => ({
            row,
            top: (first + index) * ROW_HEIGHT,
            reachedDate: row.product_id === productId && date,
        }));
    }

    /** The last cell that had the focus, as long as it is drawn; else the first one, of today. */
    getReached(rows) {
        const { days } = this.data;
        const day = days.find((one) => one.date === this.reach.date);
        const row = rows.find((one) => one.product_id === this.reach.productId);
        return {
            productId: (row || rows[0])?.product_id,
            date: (day || days.find((one) => one.today) || days[0]).date,
        };
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

    onFocusTable(ev) {
        if (ev.target.matches(".o_rental_cell")) {
            const { product, date } = ev.target.dataset;
            Object.assign(this.reach, { productId: Number(product), date });
        }
    }

    async onKeydownTable(ev) {
        if (!ev.target.matches(".o_rental_cell")) {
            return;
        }
        if (["Enter", " "].includes(ev.key)) {
            ev.preventDefault();
            await this.openCell(this.reach.productId, this.reach.date);
            this.body.el?.querySelector(".o_rental_panel button:not([aria-label])")?.focus();
        } else if (KEYS.includes(ev.key)) {
            ev.preventDefault();
            await this.focusCell(findNextCell(this.data.rows, this.data.days, this.reach, ev.key));
        }
    }

    focusCell({ productId, date, index }) {
        const cell = `.o_rental_cell[data-product="${productId}"][data-date="${date}"]`;
        return focusDrawn(this.scroll.el, cell, index * ROW_HEIGHT);
    }

    /** Escape leaves the panel for the cell that it tells of. */
    async onKeydownBody(ev) {
        const { productId, date } = this.selection;
        if (ev.key === "Escape" && productId) {
            ev.stopPropagation();
            this.closePanel();
            const index = this.data.rows.findIndex((row) => row.product_id === productId);
            await this.focusCell({ productId, date, index });
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
