/** What one cell of the grid says: pure functions, so that they can be tested without a screen. */

import { _t } from "@web/core/l10n/translation";
import { stepIndex } from "../screen_tools/roving";

export const DEMANDS = [
    { key: "firm", icon: "fa-lock", label: _t("firm") },
    { key: "held", icon: "fa-hourglass-half", label: _t("held") },
    { key: "quoted", icon: "fa-pencil-square-o", label: _t("quoted") },
    { key: "overdue", icon: "fa-exclamation-circle", label: _t("overdue") },
    { key: "sav", icon: "fa-wrench", label: _t("after-sales") },
];
const COLOURS = { firm: "#1971c2", held: "#f08c00", overdue: "#c92a2a", sav: "#862e9c" };

/** A quantity without useless decimals. */
export function formatQuantity(quantity) {
    return String(Math.round(quantity * 100) / 100);
}

/** Firm demand: what takes capacity and is neither held, overdue nor in after-sales. */
export function getFirm(cell, fleet) {
    if (cell.firm !== undefined) {
        return cell.firm;
    }
    const other = (cell.held || 0) + (cell.overdue || 0) + (cell.sav || 0);
    return Math.max(0, fleet - cell.available - other);
}

/** Tone of the cell: short (red), full (orange), free (green), none (no unit in this shop). */
export function getTone(cell, fleet) {
    if (cell.available < 0) {
        return "short";
    }
    if (!fleet && !cell.available) {
        return "none";
    }
    return cell.available > 0 ? "free" : "full";
}

/** The demands worth an icon in the cell: all but the firm ones, which the number tells. */
export function getMarks(cell) {
    return DEMANDS.filter(({ key }) => key !== "firm" && cell[key]).map((demand) => ({
        ...demand,
        quantity: formatQuantity(cell[demand.key]),
    }));
}

/** The whole cell in words, for the tooltip and for screen readers. */
export function describeCell(cell, fleet) {
    const demand = { ...cell, firm: getFirm(cell, fleet) };
    const taken = Object.keys(COLOURS).reduce((sum, key) => sum + (demand[key] || 0), 0);
    const more = cell.available - fleet + taken; // what is rented in counts in the whole, too
    const told = { available: formatQuantity(cell.available), fleet: formatQuantity(fleet) };
    const parts = [
        cell.available > fleet
            ? _t("%(available)s of %(whole)s free, %(more)s of them rented in", {
                  ...told,
                  whole: formatQuantity(fleet + more),
                  more: formatQuantity(more),
              })
            : _t("%(available)s of %(fleet)s free", told),
    ];
    for (const { key, label } of DEMANDS) {
        if (demand[key]) {
            parts.push(`${formatQuantity(demand[key])} ${label}`);
        }
    }
    return parts.join(" · ");
}

/** CSS gradient that shows how the fleet is shared out; the rest is free. */
export function getShareGradient(cell, fleet) {
    const demand = { ...cell, firm: getFirm(cell, fleet) };
    const whole = Math.max(
        fleet,
        Object.keys(COLOURS).reduce((sum, key) => sum + (demand[key] || 0), 0)
    );
    const stops = [];
    let position = 0;
    for (const [key, colour] of Object.entries(COLOURS)) {
        if (demand[key] > 0) {
            const end = position + (100 * demand[key]) / whole;
            stops.push(`${colour} ${position.toFixed(1)}% ${end.toFixed(1)}%`);
            position = end;
        }
    }
    stops.push(`#ced4da ${position.toFixed(1)}% 100%`);
    return `background-image: linear-gradient(to right, ${stops.join(", ")})`;
}

/**
 * The cell that an arrow, Home or End leads to.
 *
 * @param {Object[]} rows, days of the answer of the server
 * @param {{productId: number, date: string}} cell that has the focus
 * @returns {{productId: number, date: string, index: number}} index of its row
 */
export function findNextCell(rows, days, { productId, date }, key) {
    const isRow = ["ArrowUp", "ArrowDown"].includes(key);
    const column = days.findIndex((day) => day.date === date);
    const line = rows.findIndex((row) => row.product_id === productId);
    const index = isRow ? stepIndex(rows, line, key) : line;
    const day = days[isRow ? column : stepIndex(days, column, key)];
    return { productId: rows[index].product_id, date: day.date, index };
}
