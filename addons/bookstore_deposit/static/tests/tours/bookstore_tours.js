import { registry } from "@web/core/registry";

const FIELD = ".o_bookstore_scan input[type=text]:first";
const scan = (code) => [{ trigger: FIELD, run: `edit ${code} && press Enter` }];
/** The first of the titles found, by keys alone. */
const chooseFirst = [
    { trigger: ".o_bookstore_choice" },
    { trigger: FIELD, run: "click && press ArrowDown" },
    { trigger: ".o_bookstore_choice:focus", run: "press Enter" },
];

/** Parcel by scan, decision of a copy the till sold, statement and bill. */
registry.category("web_tour.tours").add("bookstore_deposit_chain_tour", {
    steps: () => [
        { trigger: ".o_bookstore_today button:contains('Receive a parcel')", run: "click" },
        { trigger: ".o_field_widget[name=partner_id] input", run: "edit Distributor B" },
        { trigger: ".ui-autocomplete a:contains('Distributor B')", run: "click" },
        { trigger: ".o_field_widget[name=number] input", run: "edit BL-TOUR" },
        { trigger: "button[name=action_scan]", run: "click" },
        ...scan("2-07-036002-4"),
        { trigger: ".o_bookstore_message[data-status=ok]:contains('× 1')" },
        ...scan("2070360024"),
        { trigger: ".o_bookstore_message[data-status=ok]:contains('× 2')" },
        { trigger: ".o_bookstore_scan input:focus", run: "press -" },
        { trigger: ".o_bookstore_message[data-status=ok]:contains('× 1')" },
        ...scan("2070360024"),
        { trigger: ".o_bookstore_message[data-status=ok]:contains('× 2')" },
        ...scan("9782221096819"),
        { trigger: ".o_bookstore_unknown input[name=name]", run: "edit Histoire" },
        { trigger: ".o_bookstore_unknown input[name=price]", run: "edit 12,50" },
        {
            trigger: ".o_bookstore_unknown input[name=publisher]",
            run: "edit R. Laffont && press Enter",
        },
        { trigger: ".o_bookstore_message[data-status=ok]:contains('Histoire')" },
        { trigger: ".o_bookstore_total:contains('3')" },
        { trigger: ".o_bookstore_close", run: "click" },
        { trigger: "button[name=action_validate]:contains('Put in stock')", run: "click" },
        {
            // folded into one button where letters are wide
            trigger:
                ".o_arrow_button_current:visible:contains('In stock'), .o_statusbar_status .dropdown-toggle:visible:contains('In stock')",
        },
    ],
});

/** Who works in the reserve begins there. */
registry.category("web_tour.tours").add("bookstore_deposit_place_tour", {
    steps: () => [
        { trigger: ".o_bookstore_place button:contains('Place?')", run: "click" },
        { trigger: ".o_bookstore_places .dropdown-item:contains('Reserve')", run: "click" },
        { trigger: ".o_notification:contains('Reserve')" },
        { trigger: ".o_bookstore_place button:contains('Reserve')" },
        { trigger: ".o_main_navbar .o_menu_sections button:contains('Movements')", run: "click" },
        { trigger: ".dropdown-item:contains('Transfers and Exits')", run: "click" },
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_field_widget[name=location_id] input:value('Reserve')" },
        { trigger: ".o_form_button_cancel", run: "click" },
    ],
});

/** The copy sold at the till meanwhile: decided, stated, billed. */
registry.category("web_tour.tours").add("bookstore_deposit_decide_tour", {
    steps: () => [
        { trigger: ".o_bookstore_tile[data-tile=decisions]:contains('1')", run: "click" },
        { trigger: ".o_data_row button:contains('Decide')", run: "click" },
        { trigger: ".modal .o_radio_item:contains('Distributor B') input", run: "click" },
        { trigger: ".modal footer button:contains('Decide')", run: "click" },
        { trigger: ".o_view_nocontent:contains('No copy waits')" },
        { trigger: ".o_main_navbar .o_menu_sections button:contains('Deposits')", run: "click" },
        { trigger: ".dropdown-item:contains('Deposits')", run: "click" },
        {
            trigger: ".o_data_row:contains('Distributor B') button:contains('Statement')",
            run: "click",
        },
        { trigger: "button[name=action_bill]:contains('Close and bill')", run: "click" },
        { trigger: ".modal footer .btn-primary", run: "click" },
        { trigger: ".o_form_view:contains('Draft')" },
    ],
});

/** Scan one copy, wait until the other person has scanned one too, then find one by its title. */
const countTogether = [
    { trigger: "button[name=action_scan]", run: "click" },
    ...scan("2070360024"),
    { trigger: ".o_bookstore_message[data-status=ok]" },
    {
        content: "both copies are counted",
        trigger: ".o_bookstore_left",
        run: async ({ anchor }) => {
            while (!document.querySelector(".o_bookstore_scan").textContent.includes("2 / 5")) {
                anchor.click();
                await new Promise((resolve) => setTimeout(resolve, 200));
            }
        },
    },
    ...scan("contemplations"),
    ...chooseFirst,
    { trigger: ".o_bookstore_message[data-status=ok]" },
    { trigger: ".o_bookstore_close", run: "click" },
    { trigger: "button[name=action_review]" },
];

/** Lock the place: from now on nothing enters or leaves it. */
registry.category("web_tour.tours").add("bookstore_deposit_lock_tour", {
    steps: () => [
        { trigger: "button[name=action_start]", run: "click" },
        { trigger: ".modal footer .btn-primary", run: "click" },
        { trigger: "button[name=action_scan]" },
    ],
});

/** Each of the two browsers of an inventory; neither ends without the other. */
registry.category("web_tour.tours").add("bookstore_deposit_count_tour", {
    steps: () => countTogether,
});
