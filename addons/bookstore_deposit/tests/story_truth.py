"""The model of the random story: each copy with its true owner, whatever the software believes."""

from collections import Counter, defaultdict


class Truth:
    """One title: whose copies stand where, whose left with which movement, what was agreed then."""

    def __init__(self):
        self.shelf = defaultdict(Counter)  # place → owner → copies really there
        self.early = Counter()  # owner → copies sold before their parcel was recorded
        self.beyond = defaultdict(Counter)  # movement → owner → copies of these that it took
        self.aside = defaultdict(Counter)  # owner → place → those brought back, not sold again
        self.book = Counter()  # place → copies the software should believe
        self.exits = defaultdict(Counter)  # movement → owner → copies that left for good
        self.holders = set()  # who ever had the title: parcels, and the shop when it sold its own
        self.found = {}  # movement → owner of the copy that it brought without saying whose
        self.price = {}  # movement → public price incl. VAT of its day
        self.terms = {}  # movement → owner → (discount, losses are paid)
        self.kind = {}  # movement → sale, loss or gift

    def here(self, place):
        return [owner for owner, copies in self.shelf[place].items() for _copy in range(copies)]

    def swap_alike(self, decided):
        """Two copies that left on the same terms cannot be told apart: the names may change sides.

        :param decided: ``{movement: {owner: copies}}`` as the software says
        """
        for move, owners in list(decided.items()):
            for owner in [o for o in owners if owners[o] > self.exits[move][o]]:
                self._swap_one(decided, move, owner)

    def _swap_one(self, decided, move, owner):
        if move not in self.price:
            return  # a return: it took copies back, none left with it
        for other in self.price:
            if other == move or not self._are_alike(move, other):
                continue
            given = [o for o in self.exits[move] if self.exits[move][o] > decided[move][o]]
            if given and self.exits[other][owner] > decided[other][owner]:
                self.exits[move][owner] += 1
                self.exits[move][given[0]] -= 1
                self.exits[other][owner] -= 1
                self.exits[other][given[0]] += 1
                if decided[move][owner] <= self.exits[move][owner]:
                    return

    def _are_alike(self, move, other):
        return (self.price[move], self.terms[move], self.kind[move]) == (
            self.price[other],
            self.terms[other],
            self.kind[other],
        )

    def bring_back(self, move, owner, place):
        """A copy whose parcel nobody recorded yet is kept aside: the shelf does not have it."""
        if self.beyond[move][owner]:
            self.beyond[move][owner] -= 1
            self.aside[owner][place] += 1
        else:
            self.shelf[place][owner] += 1

    def kept_aside(self, place):
        """The owners of the copies that stand there without their parcel being recorded."""
        return [owner for owner, places in self.aside.items() for _copy in range(places[place])]

    def record_parcel(self, owner):
        """The parcel of copies sold early is recorded; :return: how many of them it held."""
        for place, copies in self.aside.pop(owner, {}).items():
            self.shelf[place][owner] += copies
        for owners in self.beyond.values():
            owners.pop(owner, None)
        return self.early.pop(owner, 0)

    def total(self):
        return sum(sum(owners.values()) for owners in self.shelf.values())
