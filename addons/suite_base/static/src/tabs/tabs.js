import { Component, onWillStart, useState } from "@odoo/owl";
import { Domain } from "@web/core/domain";
import { patch } from "@web/core/utils/patch";
import { useBus, useService } from "@web/core/utils/hooks";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { ListController } from "@web/views/list/list_controller";

/**
 * Filters as tabs above a list, each with its count. An action names them in its context:
 * `{'suite_tabs': ['to_ship', 'waiting']}` – names of filters of its search view.
 */
export class SuiteTabs extends Component {
    static template = "suite_base.Tabs";
    static props = { names: Array, resModel: String };

    setup() {
        this.orm = useService("orm");
        this.model = this.env.searchModel;
        this.state = useState({ counts: {}, active: this.active });
        useBus(this.model, "update", () => this.update());
        onWillStart(() => this.count());
    }

    get tabs() {
        const filters = Object.values(this.model.searchItems).filter(
            (item) => item.type === "filter"
        );
        return this.props.names
            .map((name) => filters.find((item) => item.name === name))
            .filter(Boolean);
    }

    get active() {
        return this.model.query.map((element) => element.searchItemId);
    }

    isActive(tab) {
        return this.state.active.includes(tab.id);
    }

    update() {
        this.state.active = this.active;
        return this.count();
    }

    /** What each tab would show, whatever else is searched for. */
    async count() {
        const { globalDomain, domainEvalContext } = this.model;
        const domains = this.tabs.map((tab) =>
            Domain.and([globalDomain, tab.domain]).toList(domainEvalContext)
        );
        const counts = await this.orm.call("suite.tabs", "count", [this.props.resModel, domains]);
        this.state.counts = Object.fromEntries(
            this.tabs.map((tab, place) => [tab.id, counts[place]])
        );
    }

    /** One tab at a time; a second touch on it shows everything. */
    choose(tab) {
        const wanted =
            !this.isActive(tab) || this.tabs.filter((one) => this.isActive(one)).length > 1;
        this.model.blockNotification = true;
        for (const other of this.tabs.filter((one) => this.isActive(one))) {
            this.model.toggleSearchItem(other.id);
        }
        if (wanted) {
            this.model.toggleSearchItem(tab.id);
        }
        this.model.blockNotification = false;
        return this.model._notify();
    }
}

for (const Controller of [ListController, KanbanController]) {
    patch(Controller.prototype, {
        // not in `components`: controllers loaded before this file copied theirs already
        suiteTabsComponent: SuiteTabs,

        /** Names of the tabs that the action asks for; none in a dialog. */
        get suiteTabs() {
            return (!this.env.inDialog && this.props.context.suite_tabs) || [];
        },
    });
}
