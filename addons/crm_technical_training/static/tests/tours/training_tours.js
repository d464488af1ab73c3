import { registry } from "@web/core/registry";

const WARNING = ".o_tech_training_warning:contains(Gate motors)";
const go = (trigger) => ({ trigger, run: "click", expectUnloadPage: true });
registry.category("web_tour.tours").add("crm_technical_training_course", {
    steps: () => [
        {
            content: "the quote warns; its address is kept",
            trigger: WARNING,
            run: () => sessionStorage.setItem("training_quote", window.location.pathname),
        },
        go(".o_tech_training_warning button[name=action_tech_open_course]"),
        { trigger: "body:not(.o_lazy_js_waiting)" },
        go("a.o_wslides_js_course_join_link:contains(Join this Course)"),
        go("a.o_wslides_js_slides_list_slide_link:contains(the test)"),
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
        {
            content: "passed: back to the quote",
            trigger: ".o_survey_finished:contains(passed the test)",
            run: () => (window.location = sessionStorage.getItem("training_quote")),
            expectUnloadPage: true,
        },
        { trigger: ".o_field_widget[name=order_line] .o_data_row:contains(Strong)" },
        {
            content: "who is certified is not warned",
            trigger: "body:not(:has(.o_tech_training_warning:visible))",
            run: () => (window.location = "/odoo/team-skills"),
            expectUnloadPage: true,
        },
        { trigger: ".o_data_row:contains(Gate motors):contains(Valid)" },
    ],
});

registry.category("web_tour.tours").add("crm_technical_training_warned", {
    steps: () => [{ trigger: WARNING }],
});
