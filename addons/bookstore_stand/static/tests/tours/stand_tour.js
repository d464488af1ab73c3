import { registry } from "@web/core/registry";

const FIELD = ".o_bookstore_scan input[type=text]:first";
const scan = (code) => [{ trigger: FIELD, run: `edit ${code} && press Enter` }];
/** The first of the titles found, by keys alone. */
const chooseFirst = [
    { trigger: ".o_bookstore_choice" },
    { trigger: FIELD, run: "click && press ArrowDown" },
    { trigger: ".o_bookstore_choice:focus", run: "press Enter" },
];
const taken = (text) => ({ trigger: `.o_bookstore_message[data-status=ok]:contains('${text}')` });
const close = { trigger: ".o_bookstore_close", run: "click" };
const confirm = { trigger: ".modal footer .btn-primary", run: "click" };
const record = { trigger: "button[name=action_record_scans]", run: "click" };
const recorded = { trigger: ".o_form_view:not(:has(.alert-warning:visible))" };
const press = (name, text) => ({
    trigger: `.o_statusbar_buttons button[name=${name}]:contains('${text}')`,
    run: "click",
});

/** Boxes filled by scan, search and tick; out; a sale of the sheet; home; closed. */
registry.category("web_tour.tours").add("bookstore_stand_tour", {
    steps: () => [
        press("action_take", "Fill the boxes"),
        ...scan("2-07-036002-4"),
        taken("on the list: 3 planned"),
        ...scan("tote"),
        ...chooseFirst,
        taken("added, not on the list"),
        { trigger: ".o_bookstore_left", run: "click" },
        { trigger: ".o_bookstore_scan td:contains('1 / 3')" },
        { trigger: ".o_bookstore_tick", run: "click" },
        { trigger: ".o_bookstore_total:contains('4')" },
        close,
        press("action_leave", "Leave with the boxes"),
        confirm,
        press("action_sell", "Enter sales"),
        { trigger: ".o_bookstore_left", run: "click" },
        {
            trigger: ".o_bookstore_scan tr:contains('Les Contemplations') .o_bookstore_tick",
            run: "click",
        },
        taken("Les Contemplations × 1"),
        close,
        record,
        recorded,
        press("action_come_back", "Come back"),
        press("action_bring_back", "Scan the return"),
        ...scan("9782070360024"),
        taken("which has none"),
        ...scan("9782070360024"),
        taken("× 2"),
        close,
        record,
        recorded,
        press("action_lose_rest", "The rest is lost"),
        { trigger: ".o_statusbar_buttons button[name=action_record]", run: "click" },
        { trigger: "button[name=action_view_stand]", run: "click" },
        press("action_close", "Close"),
        { trigger: ".o_field_widget[name=closed_on]" },
    ],
});
