/** Geometry and words of the timeline: pure functions. */

import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatMoment } from "../screen_tools/format_moment";
import { assignLanes } from "../screen_tools/lanes";
import { stepIndex } from "../screen_tools/roving";

export const LANE_HEIGHT = 26;
export const ROW_PADDING = 8;
const MIN_WIDTH = 0.6;
const ENDLESS_YEAR = 2900;

export const TONES = [
    { key: "firm", icon: "fa-lock", label: _t("booked") },
    { key: "out", icon: "fa-sign-out", label: _t("with the customer") },
    { key: "overdue", icon: "fa-exclamation-circle", label: _t("overdue") },
    { key: "hold", icon: "fa-hourglass-half", label: _t("held") },
    { key: "quote", icon: "fa-pencil-square-o", label: _t("quoted") },
    { key: "sav", icon: "fa-wrench", label: _t("after-sales") },
    { key: "block", icon: "fa-ban", label: _t("blocked or lent") },
    { key: "supply", icon: "fa-plus-circle", label: _t("sub-rental") },
    { key: "done", icon: "fa-check", label: _t("back") },
];

/** @returns {string} key of `TONES` */
export function getBarTone(bar) {
    if (bar.overdue || bar.state === "late") {
        return "overdue";
    }
    if (bar.kind === "transfer") {
        return "block";
    }
    if (bar.kind !== "booking") {
        return bar.kind;
    }
    if (bar.state === "out") {
        return "out";
    }
    return ["confirmed", "ready"].includes(bar.state) ? "firm" : "done";
}

function toMillis(moment) {
    return deserializeDateTime(moment).toMillis();
}

/**
 * Bars of one row with their place in the window.
 *
 * @param {Object} row of `get_timeline`
 * @param {number} start, end of the window in milliseconds
 * @param {number} now in milliseconds: an overdue bar goes on to the end of the window
 * @returns {{bars: Object[], height: number}} left and width in percent, top in pixels
 */
export function placeBars(row, start, end, now) {
    const span = end - start;
    const spans = row.bars.map((bar) => ({
        start: toMillis(bar.date_start),
        end: bar.overdue ? Math.max(now, end) : toMillis(bar.date_end),
    }));
    const { lanes, count } = assignLanes(spans);
    const bars = row.bars.map((bar, index) => {
        const left = Math.max(0, (100 * (spans[index].start - start)) / span);
        const right = Math.min(100, (100 * (spans[index].end - start)) / span);
        const tone = TONES.find(({ key }) => key === getBarTone(bar));
        return {
            ...bar,
            tone: tone.key,
            icon: tone.icon,
            left,
            width: Math.max(MIN_WIDTH, right - left),
            top: ROW_PADDING / 2 + lanes[index] * LANE_HEIGHT,
            openLeft: spans[index].start < start,
            openRight: spans[index].end > end,
        };
    });
    return { bars, height: count * LANE_HEIGHT + ROW_PADDING };
}

/** The bar in words, for the tooltip and for screen readers. */
export function describeBar(bar) {
    const endless = deserializeDateTime(bar.date_end).year > ENDLESS_YEAR;
    const tone = TONES.find(({ key }) => key === bar.tone);
    return [
        bar.label,
        bar.partner,
        bar.state_label || bar.kind_label || tone.label,
        bar.quantity > 1 ? `× ${bar.quantity}` : "",
        `${formatMoment(bar.date_start)} → ${endless ? "…" : formatMoment(bar.date_end)}`,
        bar.overdue ? _t("overdue") : "",
    ]
        .filter(Boolean)
        .join(" · ");
}

/** Of a row, the bar that begins nearest to a place. */
function findNearest(bars, left) {
    return bars.reduce((best, bar) =>
        Math.abs(bar.left - left) < Math.abs(best.left - left) ? bar : best
    );
}

/**
 * The bar that an arrow, Home or End leads to: along the row, or to the next row that has one.
 *
 * @param {Object[]} rows with their bars in place
 * @param {number} id of the bar that has the focus
 * @returns {{bar: Object, index: number}} index of its row
 */
export function findNextBar(rows, id, key) {
    const taken = rows
        .map((row, index) => ({ index, bars: row.bars.toSorted((a, b) => a.left - b.left) }))
        .filter(({ bars }) => bars.length);
    const line = taken.findIndex(({ bars }) => bars.some((bar) => bar.id === id));
    const { bars, index } = taken[line];
    const place = bars.findIndex((bar) => bar.id === id);
    if (!["ArrowUp", "ArrowDown"].includes(key)) {
        return { bar: bars[stepIndex(bars, place, key)], index };
    }
    const other = taken[stepIndex(taken, line, key)];
    return {
        bar: other.index === index ? bars[place] : findNearest(other.bars, bars[place].left),
        index: other.index,
    };
}
