import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_technical_spec_find", {
    steps: () => [
        {
            trigger: ".o_spec_finder .o_family",
            run: "selectByLabel Gate motors / Swing motors (3)",
        },
        { trigger: ".o_facet:contains(Nominal torque)" },
        { trigger: ".o_sentence", run: "edit ≥ 5 Nm, IP65 or better" },
        { trigger: ".o_search", run: "click" },
        { trigger: ".o_requests:contains(IP65 or better)" },
        { trigger: ".o_total:contains(2)" },
        { trigger: ".o_product:contains(Alpha) input", run: "click" },
        { trigger: ".o_product:contains(Beta) input", run: "click" },
        { trigger: ".o_compare:enabled", run: "click" },
        { trigger: ".o_spec_comparison td.fw-bold:contains(9 N·m)" },
        { trigger: ".o_spec_comparison tr.o_differs:contains(IP66)" },
    ],
});

registry.category("web_tour.tours").add("crm_technical_spec_fill", {
    steps: () => [
        { trigger: ".nav-link[name=specifications]", run: "click" },
        {
            trigger: ".o_data_row:contains(Nominal torque) .o_data_cell[name=value_text]",
            run: "click",
        },
        { trigger: ".o_selected_row .o_field_widget[name=value_text] input", run: "edit 5,5 Nm" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_data_row:contains(5.5 N·m)" },
        { trigger: ".o_form_saved" },
    ],
});
