import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    allowTranslations,
    defineModels,
    fields,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";
import { describeDays } from "@suite_base/due/due";

class Paper extends models.Model {
    due = fields.Date();
    _records = [
        { id: 1, due: "2026-12-09" },
        { id: 2, due: "2026-11-30" },
        { id: 3, due: "2026-11-02" },
        { id: 4, due: false },
    ];
}

describe("@suite_base dates that are due", () => {
    beforeEach(allowTranslations);

    test("how far a day is", () => {
        expect([-28, -1, 0, 1, 9].map((days) => String(describeDays(days)))).toEqual([
            "28 d ago",
            "yesterday",
            "today",
            "tomorrow",
            "in 9 d",
        ]);
    });

    test("a list shows the date and how far it is", async () => {
        mockDate("2026-11-30 23:30:00", 0);
        defineMailModels();
        defineModels([Paper]);
        await mountView({
            type: "list",
            resModel: "paper",
            arch: `<list><field name="due" widget="suite_due" /></list>`,
        });
        expect(queryAllTexts(".o_data_cell small")).toEqual(["in 9 d", "today", "28 d ago"]);
        expect(queryAllTexts(".o_data_cell span.text-truncate")).toHaveLength(3);
    });
});
