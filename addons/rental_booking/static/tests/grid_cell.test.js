import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { allowTranslations } from "@web/../tests/web_test_helpers";
import {
    describeCell,
    findNextCell,
    formatQuantity,
    getFirm,
    getMarks,
    getShareGradient,
    getTone,
} from "@rental_booking/availability_grid/grid_cell";

describe("@rental_booking grid cell", () => {
    beforeEach(allowTranslations);

    test("a cell is free, full or short", () => {
        expect(getTone({ available: 2 }, 5)).toBe("free");
        expect(getTone({ available: 0 }, 5)).toBe("full");
        expect(getTone({ available: -1 }, 5)).toBe("short");
        expect(getTone({ available: 0 }, 0)).toBe("none");
    });

    test("firm demand is what neither held, overdue nor after-sales explains", () => {
        expect(getFirm({ available: 2, held: 1, overdue: 1, sav: 1 }, 8)).toBe(3);
        expect(getFirm({ available: 2, firm: 4 }, 8)).toBe(4);
        expect(getFirm({ available: 9, held: 0 }, 8)).toBe(0);
    });

    test("held, quoted, overdue and after-sales each have their own mark", () => {
        const marks = getMarks({ available: 1, held: 1, quoted: 2, overdue: 1, sav: 0 });
        expect(marks.map((mark) => mark.key)).toEqual(["held", "quoted", "overdue"]);
        expect(marks[1].quantity).toBe("2");
    });

    test("the tooltip says everything in words", () => {
        const words = describeCell({ available: 3, held: 1, quoted: 2, overdue: 0, sav: 0 }, 5);
        expect(words).toBe("3 of 5 free · 1 firm · 1 held · 2 quoted");
    });

    test("the share bar ends at the whole fleet", () => {
        expect(getShareGradient({ available: 2, held: 0 }, 4)).toMatch(/#1971c2 0.0% 50.0%/);
        expect(getShareGradient({ available: -4, held: 0 }, 4)).toMatch(/#ced4da 100.0% 100%/);
    });

    test("quantities have no useless decimals", () => {
        expect(formatQuantity(3)).toBe("3");
        expect(formatQuantity(2.5)).toBe("2.5");
    });

    test("arrows lead to the next day or product and stop at the border", () => {
        const rows = [{ product_id: 7 }, { product_id: 9 }];
        const days = ["2026-05-04", "2026-05-05", "2026-05-06"].map((date) => ({ date }));
        const next = (productId, date, key) => {
            const cell = findNextCell(rows, days, { productId, date: `2026-05-0${date}` }, key);
            return [cell.productId, Number(cell.date.at(-1)), cell.index];
        };
        expect(next(7, 4, "ArrowRight")).toEqual([7, 5, 0]);
        expect(next(7, 4, "ArrowLeft")).toEqual([7, 4, 0]);
        expect(next(7, 5, "ArrowDown")).toEqual([9, 5, 1]);
        expect(next(9, 5, "ArrowDown")).toEqual([9, 5, 1]);
        expect(next(9, 5, "End")).toEqual([9, 6, 1]);
    });
});
