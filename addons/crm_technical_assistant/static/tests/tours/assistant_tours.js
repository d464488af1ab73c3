import { registry } from "@web/core/registry";

const COMPOSER = ".o-mail-Composer-input";

function say(text, answer) {
    return [
        { trigger: COMPOSER, run: `edit ${text}` },
        { trigger: COMPOSER, run: "press Enter" },
        { trigger: `.o-mail-Message:contains(${answer})` },
    ];
}

registry.category("web_tour.tours").add("crm_technical_assistant_need", {
    steps: () => [
        ...say("Find a motor IP65, 24 V, at least 5 Nm", "Strong"),
        ...say("Remind me to send the quote to Bellevue tomorrow", "Shall I?"),
        ...say("yes", "done"),
    ],
});
