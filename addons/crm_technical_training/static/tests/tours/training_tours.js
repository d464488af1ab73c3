import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("crm_technical_training_warned", {
    steps: () => [{ trigger: ".o_tech_training_warning:contains(Gate motors)" }],
});

tours.add("crm_technical_training_test", {
    steps: () => [
        {
            trigger: "a[href*=get_certification_url]:contains(Begin Certification)",
            run() {
                this.anchor.removeAttribute("target");
                this.anchor.click();
            },
            expectUnloadPage: true,
        },
        { trigger: "button.btn-primary:contains(Start Certification)", run: "click" },
        { trigger: ".js_question-wrapper label:contains(Wind)", run: "click" },
        { trigger: "button[value=finish]:not(.disabled)", run: "click" },
        { trigger: ".modal button.btn-primary:contains(Submit)", run: "click" },
        { trigger: ".o_survey_finished:contains(passed the test)" },
    ],
});

tours.add("crm_technical_training_certified", {
    steps: () => [
        { trigger: ".o_field_widget[name=order_line] .o_data_row:contains(Strong)" },
        { trigger: "body:not(:has(.o_tech_training_warning:visible))" },
    ],
});

tours.add("crm_technical_training_skills", {
    steps: () => [{ trigger: ".o_data_row:contains(Gate motors):contains(Valid)" }],
});
