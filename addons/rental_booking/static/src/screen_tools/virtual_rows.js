/**
 * Which rows of a long list stand in the visible window. Only those are rendered, so a list of
 * hundreds of rows and thousands of cells scrolls as smoothly as a short one.
 */

import { onMounted, onPatched, onWillUnmount, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";

const OVERSCAN = 6;
const STEP = 4; // rows come and go in groups: most frames of a scroll change nothing

/**
 * @param {number[]} heights height of each row in pixels
 * @returns {number[]} top of each row, and the total height as the last item
 */
export function getRowTops(heights) {
    const tops = [0];
    for (const height of heights) {
        tops.push(tops.at(-1) + height);
    }
    return tops;
}

/**
 * @param {number[]} tops as `getRowTops` gives them
 * @param {number} scrollTop pixels above the window
 * @param {number} height of the window in pixels
 * @returns {{first: number, last: number}} half-open range of row indexes
 */
export function getVisibleRange(tops, scrollTop, height, overscan = OVERSCAN) {
    const count = tops.length - 1;
    const first = Math.min(count, findRow(tops, scrollTop));
    const last = Math.min(count, findRow(tops, scrollTop + height) + 1);
    return { first: Math.max(0, first - overscan), last: Math.min(count, last + overscan) };
}

/** Index of the row that covers the given offset (binary search). */
function findRow(tops, offset) {
    let low = 0;
    let high = tops.length - 1;
    while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if (tops[middle] <= offset) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return low;
}

/**
 * Follow the scroll position of the element with `t-ref=refName`.
 *
 * @param {string} refName
 * @param {() => number[]} getTops
 * @returns {{first: number, last: number}} reactive range
 */
export function useVirtualRows(refName, getTops) {
    const ref = useRef(refName);
    const range = useState({ first: 0, last: 40 });
    let frame = null;
    let followed = null;

    const update = () => {
        frame = null;
        if (ref.el) {
            const visible = getVisibleRange(getTops(), ref.el.scrollTop, ref.el.clientHeight);
            range.first = Math.floor(visible.first / STEP) * STEP;
            range.last = Math.ceil(visible.last / STEP) * STEP;
        }
    };
    const schedule = () => {
        frame ??= browser.requestAnimationFrame(update);
    };
    const follow = () => {
        if (ref.el !== followed) {
            followed?.removeEventListener("scroll", schedule);
            ref.el?.addEventListener("scroll", schedule, { passive: true });
            followed = ref.el;
        }
        schedule();
    };
    onMounted(() => {
        follow();
        browser.addEventListener("resize", schedule);
    });
    onPatched(follow);
    onWillUnmount(() => {
        followed?.removeEventListener("scroll", schedule);
        browser.removeEventListener("resize", schedule);
        browser.cancelAnimationFrame(frame);
    });
    return range;
}
