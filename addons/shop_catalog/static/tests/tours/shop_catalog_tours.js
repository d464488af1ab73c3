import { registry } from "@web/core/registry";

const CELL = (row, col) => `[data-row="${row}"][data-col="${col}"]`;

registry.category("web_tour.tours").add("shop_catalog_grid_tour", {
    steps: () => [
        {
            content: "It begins with what is in the shops",
            trigger: ".o_shop_grid .o_show",
            run: "selectByLabel All products",
        },
        { trigger: ".o_shop_grid .o_search", run: "edit Grid" },
        { trigger: ".o_shop_grid .o_search", run: "press Enter" },
        { trigger: ".o_chosen:contains(filter: 3)" },
        {
            content: "The keyboard goes from the product to its shops",
            trigger: `a${CELL(1, 1)}:contains(GRID-1)`,
            run: ({ anchor }) => anchor.focus(),
        },
        { trigger: `a${CELL(1, 1)}:focus`, run: "press ArrowUp" },
        { trigger: `a${CELL(0, 1)}:focus`, run: "press ArrowRight" },
        { trigger: `button${CELL(0, 2)}:focus:contains(Not in the shop yet)`, run: "press Enter" },
        { trigger: ".modal .o_field_widget[name=price_here] input", run: "edit 14.50" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        {
            content: "The cell shows it and has the focus again",
            trigger: `body:not(:has(.modal)) button${CELL(0, 2)}:focus:contains(14.50)`,
        },
        { trigger: `input${CELL(0, 0)}`, run: "click" },
        { trigger: `input${CELL(1, 0)}`, run: "click" },
        { trigger: ".o_chosen:contains(products: 2)" },
        { trigger: "thead label:contains(Nord) input", run: "click" },
        { trigger: "button[data-operation=add]", run: "click" },
        { trigger: ".modal .o_field_widget[name=missing_count]:contains(2)" },
        { trigger: ".modal button[name=action_apply]", run: "click" },
        { trigger: `body:not(:has(.modal)) button${CELL(1, 3)}:contains(Not in the shop yet)` },
    ],
});
