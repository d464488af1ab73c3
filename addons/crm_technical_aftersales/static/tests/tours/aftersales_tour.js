import { registry } from "@web/core/registry";

const row = (text) => `.o_field_widget[name=line_ids] .o_data_row:contains(${text})`;
const decide = (text) => [
    { trigger: `${row(text)} button[name=action_decide]`, run: "click" },
    { trigger: `${row(text)} button[name=action_undo]` },
];
const state = (label) => ({
    trigger: `.o_statusbar_status .o_arrow_button_current:contains(${label})`,
});
const back = { trigger: ".o_breadcrumb .o_back_button a", run: "click" };
/** A transfer of the case that is not done yet, validated on its form. */
const receive = (kind) => [
    {
        trigger: `.o_list_view .o_data_row:contains(/${kind}/):not(:contains(Done)) td[name=name]:first`,
        run: "click",
    },
    { trigger: ".o_form_view button[name=button_validate]:visible:first", run: "click" },
    state("Done"),
    back,
];

registry.category("web_tour.tours").add("crm_technical_aftersales_claim", {
    steps: () => [
        ...decide("Remote"),
        ...decide("Motor"),
        state("In progress"),
        { trigger: "button[name=action_view_credits]", run: "click" },
        { trigger: ".o_form_statusbar button[name=action_post]", run: "click" },
        state("Posted"),
        back,
        { trigger: "button[name=action_view_pickings]", run: "click" },
        { trigger: ".o_list_view .o_data_row:nth-child(3)" },
        ...receive("IN"),
        ...receive("IN"),
        ...receive("OUT"),
        { trigger: ".o_list_view:not(:has(.o_data_row:not(:contains(Done)))) .o_data_row" },
        back,
        { trigger: ".o_form_statusbar button[name=action_solve]", run: "click" },
        state("Solved"),
    ],
});
