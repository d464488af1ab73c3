import { formatCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { Component, onWillStart, useEffect, useRef, useState } from "@odoo/owl";

// Columns before those of the shops: the tick and the product.
const FIRST_SHOP = 2;
const TONES = {
    same: "text-success-emphasis",
    new: "text-info-emphasis",
    to_send: "text-info-emphasis",
    found: "text-warning-emphasis",
    several: "text-warning-emphasis",
    conflict: "text-warning-emphasis",
    error: "text-danger-emphasis",
};
const ICONS = {
    same: "fa-check",
    new: "fa-upload",
    to_send: "fa-upload",
    found: "fa-question-circle",
    several: "fa-question-circle",
    conflict: "fa-exchange",
    error: "fa-exclamation-triangle",
    left: "fa-hand-paper-o",
};

/** One row a product, one column a shop: what stands where, and the way to change it. */
export class ShopGrid extends Component {
    static template = "shop_catalog.Grid";
    static components = { Layout };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Products and shops");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.keepLast = new KeepLast();
        this.table = useRef("table");
        const params = this.props.action.params || {};
        this.state = useState({
            filters: params.product_ids ? { product_ids: params.product_ids } : { show: "in" },
            page: { shops: [], every_shop: [], categories: [], rows: [], total: 0, limit: 80 },
            search: "",
            offset: 0,
            ticked: [],
            tickedShops: [],
            at: { row: 0, col: FIRST_SHOP },
        });
        this.goBack = false;
        useEffect(
            () => this.goBack && this.focusCell(),
            () => [this.state.page]
        );
        onWillStart(() => this.start());
    }

    get display() {
        return { controlPanel: {} };
    }

    get shows() {
        return [
            ["", _t("All products")],
            ["in", _t("In the shops")],
            ["out", _t("In no shop")],
            ["incomplete", _t("Incomplete")],
            ["decide", _t("To decide")],
            ["conflict", _t("Changed in the shop")],
            ["to_send", _t("To send")],
            ["refused", _t("Refused")],
            ["hidden", _t("Hidden")],
            ["own_price", _t("Price of its own")],
        ];
    }

    get operations() {
        return [
            ["add", _t("Put in shops")],
            ["hide", _t("Hide")],
            ["percent", _t("Prices")],
            ["send", _t("Send")],
        ];
    }

    get chosenText() {
        const { ticked, page } = this.state;
        return ticked.length
            ? _t("Ticked products: %s", ticked.length)
            : _t("All products of the filter: %s", page.total);
    }

    /** What is in the shops; before the first product is, all that could be. */
    async start() {
        await this.load();
        if (!this.state.page.total && this.state.filters.show) {
            await this.filter({ show: "" });
        }
    }

    async load(offset = this.state.offset) {
        const found = this.orm.call("shop.grid", "get_page", [this.state.filters], { offset });
        const page = await this.keepLast.add(found);
        if (!page.rows.length && offset) {
            return this.load(Math.max(0, offset - page.limit));
        }
        // the cell that keys start from may be gone with its row
        const { at } = this.state;
        at.row = Math.max(0, Math.min(at.row, page.rows.length - 1));
        at.col = Math.min(at.col, page.shops.length + FIRST_SHOP - 1);
        Object.assign(this.state, { page, offset });
    }

    // -- filters ------------------------------------------------------------------------------------

    async filter(values) {
        Object.assign(this.state.filters, values);
        Object.assign(this.state, { ticked: [], tickedShops: [], at: { row: 0, col: FIRST_SHOP } });
        await this.load(0);
    }

    onNumber(name, ev) {
        return this.filter({ [name]: parseInt(ev.target.value) || false });
    }

    async turn(offset) {
        this.state.at.row = 0;
        await this.load(offset);
    }

    // -- ticks --------------------------------------------------------------------------------------

    toggle(list, id) {
        const place = list.indexOf(id);
        return place < 0 ? list.push(id) : list.splice(place, 1);
    }

    get allTicked() {
        const { page, ticked } = this.state;
        return page.rows.length > 0 && page.rows.every((row) => ticked.includes(row.id));
    }

    toggleAll() {
        const ids = this.state.page.rows.map((row) => row.id);
        const others = this.state.ticked.filter((id) => !ids.includes(id));
        this.state.ticked = this.allTicked ? others : [...others, ...ids];
    }

    tickLabel(row) {
        return _t("Tick %s", row.name);
    }

    tickShopLabel(shop) {
        return _t("Change only in %s", shop.name);
    }

    // -- cells --------------------------------------------------------------------------------------

    tone(cell) {
        return TONES[cell.state] || "text-body-secondary";
    }

    icon(cell) {
        return ICONS[cell.state] || "fa-minus";
    }

    price(cell, shop) {
        return formatCurrency(cell.price, shop.currency_id);
    }

    /** Read aloud where a cell has the focus. */
    cellLabel(row, cell, shop) {
        const parts = [row.name, shop.name];
        if (!cell.id) {
            return [...parts, _t("not in this shop")].join(", ");
        }
        parts.push(cell.label, this.price(cell, shop));
        if (cell.own_price) {
            parts.push(_t("price of its own"));
        }
        if (!cell.published) {
            parts.push(_t("hidden"));
        }
        if (cell.missing) {
            parts.push(_t("missing: %s", cell.missing));
        }
        for (const { code, missing } of cell.languages) {
            parts.push(missing ? `${code}: ${missing}` : `${code}: ${_t("complete")}`);
        }
        return parts.join(", ");
    }

    reload() {
        this.goBack = true;
        return this.load();
    }

    openCell(row, cell, shop) {
        if (!cell.id && !this.state.page.can_edit) {
            return;
        }
        this.dialog.add(
            FormViewDialog,
            {
                resModel: "shop.listing",
                resId: cell.id,
                title: `${row.name} – ${shop.name}`,
                size: "lg",
                expandedFormRef: "shop_catalog.shop_listing_view_form",
                preventEdit: !this.state.page.can_edit,
                preventCreate: !this.state.page.can_edit,
                context: {
                    form_view_ref: "shop_catalog.shop_listing_view_form_cell",
                    default_product_tmpl_id: row.id,
                    default_channel_id: shop.id,
                },
            },
            { onClose: () => this.reload() }
        );
    }

    openProduct(row) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "product.template",
            res_id: row.id,
            views: [[false, "form"]],
        });
    }

    /** What is ticked, or all that is filtered; in the ticked shops, or in all that are shown. */
    async change(operation) {
        const { ticked, tickedShops, page, filters } = this.state;
        const which = ticked.length
            ? { product_ids: [...ticked], show: filters.show }
            : { ...filters };
        const shops = tickedShops.length ? [...tickedShops] : page.shops.map((shop) => shop.id);
        const action = await this.orm.call("shop.grid", "action_change", [which, shops, operation]);
        await this.action.doAction(action, { onClose: () => this.reload() });
    }

    // -- keys ---------------------------------------------------------------------------------------

    tabIndex(row, col) {
        return this.state.at.row === row && this.state.at.col === col ? 0 : -1;
    }

    onFocus(ev) {
        const { row, col } = ev.target.dataset;
        if (row) {
            Object.assign(this.state.at, { row: parseInt(row), col: parseInt(col) });
        }
    }

    focusCell() {
        this.goBack = false;
        const { row, col } = this.state.at;
        this.table.el?.querySelector(`[data-row="${row}"][data-col="${col}"]`)?.focus();
    }

    /** Arrows, Home and End go from cell to cell; Enter opens it. */
    onKeydown(ev) {
        if (!ev.target.dataset.row || ev.altKey || ev.ctrlKey || ev.metaKey) {
            return;
        }
        const { row, col } = this.state.at;
        const lastRow = this.state.page.rows.length - 1;
        const lastCol = this.state.page.shops.length + FIRST_SHOP - 1;
        const target = {
            ArrowUp: [row - 1, col],
            ArrowDown: [row + 1, col],
            ArrowLeft: [row, col - 1],
            ArrowRight: [row, col + 1],
            Home: [row, 0],
            End: [row, lastCol],
            PageUp: [0, col],
            PageDown: [lastRow, col],
        }[ev.key];
        if (!target) {
            return;
        }
        ev.preventDefault();
        this.state.at.row = Math.min(Math.max(target[0], 0), lastRow);
        this.state.at.col = Math.min(Math.max(target[1], 0), lastCol);
        this.focusCell();
    }
}

registry.category("actions").add("shop_catalog.grid", ShopGrid);
