import { Component, onWillStart, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { user } from "@web/core/user";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const TRIED = "suite_home.tried";

function readTried() {
    return JSON.parse(browser.localStorage.getItem(TRIED) || "[]");
}

/** The first ten minutes: each app in a sentence, who to log in as, what to try first. */
export class Welcome extends Component {
    static template = "suite_home.Welcome";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.menus = useService("menu");
        this.state = useState({ cards: [], languages: [], tried: new Set(readTried()) });
        this.userName = user.name;
        onWillStart(async () => {
            Object.assign(this.state, await this.orm.call("suite.home", "get_welcome", []));
        });
    }

    get hasLogins() {
        return this.state.cards.some((card) => card.roles.length);
    }

    /** The whole web client speaks the user's language: it starts anew. */
    async speak(language) {
        await this.orm.write("res.users", [user.userId], { lang: language.code });
        browser.location.reload();
    }

    openApp(card) {
        return this.menus.selectMenu(card.menu_id);
    }

    openStep(step) {
        this.state.tried.add(step.action);
        browser.localStorage.setItem(TRIED, JSON.stringify([...this.state.tried]));
        return this.action.doAction(step.action);
    }
}

registry.category("actions").add("suite_home.welcome", Welcome);
