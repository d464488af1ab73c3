/**
 * One stop of the Tab key in a screen of thousands of cells: arrows go on from there. What a list
 * draws only when it is scrolled to is scrolled to first.
 */

const FRAMES = 30;
const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

/**
 * @param {Object[]} items in their order
 * @param {number} index of the one that has the focus
 * @param {string} key of the keyboard
 * @returns {number} index of the one that gets it; the same where there is no other
 */
export function stepIndex(items, index, key) {
    const wanted = {
        ArrowLeft: index - 1,
        ArrowUp: index - 1,
        ArrowRight: index + 1,
        ArrowDown: index + 1,
        Home: 0,
        End: items.length - 1,
    }[key];
    return Math.min(Math.max(wanted ?? index, 0), Math.max(items.length - 1, 0));
}

/**
 * @param {HTMLElement} list that scrolls
 * @param {string} selector of what gets the focus
 * @param {number} top of its row, in pixels
 * @returns {Promise<boolean>} whether it was drawn in time
 */
export async function focusDrawn(list, selector, top) {
    if (!list.querySelector(selector)) {
        list.scrollTop = Math.max(0, top - list.clientHeight / 2);
    }
    for (let frame = 0; frame < FRAMES && list.isConnected; frame++) {
        const found = list.querySelector(selector);
        if (found) {
            found.focus();
            return true;
        }
        await nextFrame();
    }
    return false;
}
