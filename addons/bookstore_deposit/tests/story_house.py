"""What the house does in the random story: losses, inventories, terms, decisions, statements."""

from ..models import sql


class StoryHouse:
    """Movements, inventories, new terms and prices, decisions; see ``TestStory``."""

    # -- other movements -------------------------------------------------------------------

    def _play_loss(self):
        title, place = self._title(), self.chance.choice([self.shop, self.reserve])
        here = self.truth[title].here(place)
        if here:
            kind = self.chance.choice(["loss", "gift"])
            movement = self._move(kind, 1, title, source=place)
            self._leave(title, place, movement.move_ids)
            self.movements.append((movement, title, place))
            return True
        return None

    def _play_scrap(self):
        title = self._title()
        if self.truth[title].here(self.shop):
            scrap = self._as(self.user, self.env["stock.scrap"]).create(
                {"product_id": title.id, "scrap_qty": 1, "location_id": self.shop.id}
            )
            scrap.do_scrap()
            self._leave(title, self.shop, scrap.move_ids)
            return True
        return None

    def _play_found(self):
        """A copy given up for lost stands there again; nobody says whose it is."""
        title, place = self._title(), self.shop
        owner = self.chance.choice(list(self.deposits))
        if title.id in sql.ever_held(self.env, self.company, title.ids):
            truth = self.truth[title]
            known = sql.title_holders(self.env, self.company, title.id)
            if owner.id in known:
                movement = self._move("irregular_in", 1, title, target=place)
                truth.shelf[place][owner] += 1
                truth.book[place] += 1
                truth.found[movement.move_ids.id] = owner
                return True
        return None

    def _play_undo_movement(self):
        if self.movements:
            movement, title, place = self.movements.pop()
            sale = movement.move_ids
            self._as(self.user, movement).action_undo()
            self._come_back(title, place, sale, 1)
            return True
        return None

    def _play_transfer(self):
        title = self._title()
        source, target = self.chance.sample([self.shop, self.reserve], 2)
        truth = self.truth[title]
        here = truth.here(source)
        if here:
            self._move("transfer", 1, title, source, target)
            owner = self.chance.choice(here)
            truth.shelf[source][owner] -= 1
            truth.shelf[target][owner] += 1
            truth.book[source] -= 1
            truth.book[target] += 1
            return True
        return None

    def _play_inventory(self):
        """Someone stole a copy: the inventory finds it missing."""
        title, place = self._title(), self.shop
        truth = self.truth[title]
        if not truth.here(place) or truth.book[place] != len(truth.here(place)):
            return False
        count = self._as(self.user, self.env["bookstore.count"]).create(
            {"location_id": place.id, "company_id": self.company.id}
        )
        count.action_start()
        for other in self.titles:
            missing = 1 if other == title else 0
            copies = self.truth[other].book[place] - missing
            if copies > 0:
                count.scan_choice(other.id, copies)
        count.action_review()
        line = count.line_ids.filtered(lambda line: line.product_id == title)
        line.resolution = "loss"
        line.action_settle()
        move = line.sudo().move_id
        others = count.line_ids - line
        if others:  # a shelf below zero cannot be counted: given up, the loss stays
            count.action_cancel()
        else:
            count.action_close()
        self._leave(title, place, move)
        return True

    # -- terms and prices --------------------------------------------------------------------

    def _play_price(self):
        title = self._title()
        title.list_price = self.chance.choice([9.99, 12.66, 17.9, 18.99, 24.5])
        return True

    def _play_terms(self):
        deposit = self.deposits[self.chance.choice(list(self.deposits))]
        deposit.discount = self.chance.choice([25, 30, 33.3, 34, 40])
        deposit.bill_losses = self.chance.random() < 0.5
        return True

    # -- decisions -----------------------------------------------------------------------------

    def _get_answer(self, entry):
        """An owner whose copies really are among those that wait, if it may be chosen."""
        found = self.truth[entry.product_id].found.get(entry.move_id.id)
        if found:
            return found, entry.quantity
        truth = self.truth[entry.product_id].exits[entry.move_id.id]
        decided = self._get_decided(entry.product_id)[entry.move_id.id]
        for owner in self.chance.sample([*self.deposits, self.firm], 4):
            copies = min(truth[owner] - decided[owner], entry.quantity)
            copies = min(copies, self._get_own(entry.product_id, owner))
            if copies > 0 and owner in entry.open_candidate_ids:
                return owner, copies
        return None, 0

    def _play_decide(self):
        waiting = self._pending(self.titles)
        if waiting:
            entry = self.chance.choice(waiting)
            owner, copies = self._get_answer(entry)
            if owner:
                wizard = self._as(self.user, self.env["bookstore.decide"]).with_context(
                    active_model="bookstore.allocation", active_ids=entry.ids
                )
                quantity = self.chance.randint(1, int(copies))
                wizard.create({"owner_id": owner.id, "quantity": quantity}).action_confirm()
                return True
        return None

    def _play_exclude(self):
        waiting = self._pending(self.titles)
        if waiting:
            entry = self.chance.choice(waiting)
            if entry.kind == "irregular_in":
                return None
            truth = self.truth[entry.product_id].exits[entry.move_id.id]
            decided = self._get_decided(entry.product_id)[entry.move_id.id]
            false = [owner for owner in entry.open_candidate_ids if truth[owner] <= decided[owner]]
            if false and len(entry.open_candidate_ids) > 1:
                self._as(self.user, entry).action_exclude(false[0].id)
                return True
        return None

    def _play_undo(self):
        decided = self.env["bookstore.allocation"].search(
            [
                ("product_id", "in", self.titles.ids),
                ("state", "=", "decided"),
                ("kind", "in", ["sale", "loss", "gift"]),
                ("quantity", ">", 0),
                ("reversed_quantity", "=", 0),
            ]
        )
        if decided:
            entry = self.chance.choice(decided)
            self._as(self.user, entry).action_undo_decision()
            return True
        return None

    def _decide_the_rest(self):
        self._receive_the_rest()
        for _round in range(200):
            answered = False
            for entry in self._pending(self.titles):
                owner, copies = self._get_answer(entry) if entry.state == "pending" else (None, 0)
                if owner:
                    self._as(self.bookseller, entry).action_decide(owner.id, quantity=copies)
                    answered = True
            self._check()
            if not (answered or self._undo_default()):
                break
        self.assertFalse(self._pending(self.titles))
        self._check_every_owner()

    def _undo_default(self):
        """A sale beyond the stock stands as the shop's own until somebody says that it was not."""
        defaults = self.env["bookstore.allocation"].search(
            [
                ("product_id", "in", self._pending(self.titles).product_id.ids),
                ("state", "=", "decided"),
                ("is_asked", "=", True),
                ("owner_id", "=", self.firm.id),
                ("decided_how", "=", "direct"),
                ("quantity", ">", 0),
                ("reversed_quantity", "=", 0),
            ]
        )
        for entry in defaults:
            owners = self.truth[entry.product_id].exits[entry.move_id.id]
            if owners[self.firm] < entry.quantity:
                self._as(self.bookseller, entry).action_undo_decision()
                return True
        return False

    def _receive_the_rest(self):
        for title, truth in self.truth.items():
            for owner, copies in list(truth.early.items()):
                if copies:
                    self._receive(owner, copies, title)
                    truth.book[self.shop] += copies
                    truth.record_parcel(owner)

    def _check_every_owner(self):
        for title, truth in self.truth.items():
            decided = self._get_decided(title)
            for move, owners in truth.exits.items():
                for owner in self.deposits:
                    self.assertEqual(decided[move][owner], owners[owner])
