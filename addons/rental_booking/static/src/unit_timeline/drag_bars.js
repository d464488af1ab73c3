/**
 * Dragging a bar of the timeline: to other days, by an edge, or to the row of another unit. Nothing
 * is written here: `onDrop` asks and calls the server. A finger scrolls the screen instead.
 */

import { onWillUnmount } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";

const GRIP = 9; // pixels at each end of a bar that pull its edge
const THRESHOLD = 5; // a hand that trembles does not drag
const WAITING = new Set([
    "draft",
    "requested",
    "to_process",
    "proposed",
    "reminded",
    "confirmed",
    "ready",
]);
const OUT = new Set(["out", "late"]);

/** @returns {string[]} what may be pulled of a bar: "move", "start", "end" */
export function getHandles(bar) {
    if (!["booking", "quote", "hold"].includes(bar.kind) || bar.openLeft) {
        return [];
    }
    if (WAITING.has(bar.state)) {
        return bar.openRight ? ["move", "start"] : ["move", "start", "end"];
    }
    return OUT.has(bar.state) && !bar.openRight ? ["end"] : [];
}

/** @returns {string|false} the handle under a point of a bar */
export function findHandle(bar, offset, width) {
    const handles = getHandles(bar);
    const grip = Math.min(GRIP, width / 4);
    const touched = offset <= grip ? "start" : offset >= width - grip ? "end" : "move";
    return handles.includes(touched) ? touched : handles.includes("move") ? "move" : false;
}

/** @returns {{startDays: number, endDays: number}} whole days that each end moved */
export function getShift(handle, distance, dayWidth) {
    const days = Math.round(distance / dayWidth);
    return {
        startDays: handle === "end" ? 0 : days,
        endDays: handle === "start" ? 0 : days,
    };
}

/**
 * What a key does to a bar, where a mouse would pull it: Shift and an arrow move it by a day (of what
 * is out the return), + and − put the return off or bring it forward.
 *
 * @returns {{startDays: number, endDays: number}|false}
 */
export function getKeyShift(bar, { key, shiftKey }) {
    const handles = getHandles(bar);
    const days = shiftKey && { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (days && handles.includes("move")) {
        return { startDays: days, endDays: days };
    }
    const endDays = days || { "+": 1, "-": -1 }[key];
    return endDays && handles.includes("end") ? { startDays: 0, endDays } : false;
}

/** The click that ends a drag opens nothing. */
function swallowClick() {
    const swallow = (click) => click.stopPropagation();
    browser.addEventListener("click", swallow, true);
    browser.setTimeout(() => browser.removeEventListener("click", swallow, true), 0);
}

/**
 * @param {Object} screen
 * @param {(id: number) => Object} screen.getBar
 * @param {() => number} screen.countDays of the window
 * @param {(drop: {bar: Object, rowKey: string, startDays: number, endDays: number}) => void} screen.onDrop
 * @returns {(ev: PointerEvent) => void} to be called when a button of the mouse goes down
 */
export function useDragBars({ getBar, countDays, onDrop }) {
    let drag = null;

    const show = (ev) => {
        const distance = ev.clientX - drag.x;
        const { style } = drag.element;
        if (drag.handle === "move") {
            style.transform = `translate(${distance}px, ${ev.clientY - drag.y}px)`;
        } else if (drag.handle === "start") {
            style.transform = `translateX(${distance}px)`;
            style.width = `${drag.width - distance}px`;
        } else {
            style.width = `${drag.width + distance}px`;
        }
    };
    const move = (ev) => {
        drag.moved ||= Math.hypot(ev.clientX - drag.x, ev.clientY - drag.y) > THRESHOLD;
        if (drag.moved) {
            drag.element.classList.add("o_rental_bar_dragged");
            show(ev);
        }
    };
    const release = () => {
        const { element, style } = drag;
        element.classList.remove("o_rental_bar_dragged");
        element.setAttribute("style", style);
        browser.removeEventListener("pointermove", move);
        browser.removeEventListener("pointerup", stop);
        browser.removeEventListener("keydown", giveUp, true);
        drag = null;
    };
    const giveUp = (ev) => {
        if (ev.key === "Escape") {
            release();
        }
    };
    const stop = (ev) => {
        const { element, handle, moved, x, rowKey } = drag;
        const dayWidth = element.parentElement.clientWidth / countDays();
        const bar = getBar(Number(element.dataset.bar));
        release();
        if (!moved) {
            return;
        }
        swallowClick();
        const under = document.elementFromPoint(ev.clientX, ev.clientY);
        const row = handle === "move" && under?.closest("[data-row]");
        const shift = getShift(handle, ev.clientX - x, dayWidth);
        const target = row ? row.dataset.row : rowKey;
        if (shift.startDays || shift.endDays || target !== rowKey) {
            onDrop({ bar, rowKey: target, ...shift });
        }
    };
    onWillUnmount(() => drag && release());

    return (ev) => {
        const element = ev.target.closest("[data-bar]");
        if (!element || ev.button !== 0 || ev.pointerType === "touch") {
            return;
        }
        const box = element.getBoundingClientRect();
        const bar = getBar(Number(element.dataset.bar));
        const handle = findHandle(bar, ev.clientX - box.left, box.width);
        if (!handle) {
            return;
        }
        drag = {
            element,
            handle,
            moved: false,
            x: ev.clientX,
            y: ev.clientY,
            width: box.width,
            style: element.getAttribute("style"),
            rowKey: element.closest("[data-row]").dataset.row,
        };
        browser.addEventListener("pointermove", move);
        browser.addEventListener("pointerup", stop);
        browser.addEventListener("keydown", giveUp, true);
    };
}
