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
        back,
        { trigger: ".o_form_statusbar button[name=action_solve]", run: "click" },
        state("Solved"),
    ],
});
