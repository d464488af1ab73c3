"""Whatever is added, taken away and moved: in the shop stand ours in our order, and theirs untouched."""

import random

from odoo.addons.shop_catalog.core.pictures import plan_pictures


def send(shop, known, wanted):
    """The shop puts what is sent behind the rest.

    :return: ``{digest: number}`` as we know it afterwards
    """
    plan = plan_pictures(wanted, known, [key for key, _name in shop])
    keys = dict(plan.kept)
    for digest in plan.sent:
        keys[digest] = str(max((int(key) for key, _name in shop), default=0) + 1)
        shop.append((keys[digest], digest))
    shop[:] = [row for row in shop if row[0] not in plan.gone]
    return {digest: keys[digest] for digest in wanted}, plan


def test_any_walk_ends_in_the_order_wanted():
    rng = random.Random(21)
    for _walk in range(200):
        shop, known = [("1", "theirs")], {}
        for _step in range(8):
            wanted = rng.sample("abcdef", rng.randrange(6))
            known, _plan = send(shop, known, wanted)
            assert [name for _key, name in shop if name != "theirs"] == wanted
            assert ("1", "theirs") in shop
            if rng.random() < 0.2 and known:
                lost = rng.choice(list(known.values()))
                shop[:] = [row for row in shop if row[0] != lost]


def test_what_stands_there_already_is_not_sent():
    shop, known = [], {}
    known, plan = send(shop, known, list("abc"))
    assert plan.sent == list("abc")
    _known, plan = send(shop, known, list("abc"))
    assert (plan.sent, plan.gone) == ([], [])
    known, plan = send(shop, known, list("ac"))
    assert (plan.sent, plan.gone) == ([], ["2"])
    _known, plan = send(shop, known, list("acd"))
    assert (plan.sent, plan.gone) == (["d"], [])


def test_only_what_follows_a_moved_one_is_sent_anew():
    shop, known = [], {}
    known, _plan = send(shop, known, list("abcd"))
    _known, plan = send(shop, known, list("abdc"))
    assert plan.kept.keys() == {"a", "b", "d"}
    assert plan.sent == ["c"]
