"""The comparison of a database before and after an upgrade finds what is lost."""

from types import SimpleNamespace

import pytest

from house import config, release
from house.console import Failure


def held(**rows):
    return SimpleNamespace(rows=rows, links={}, external_ids=set())


def test_a_lost_row_is_found():
    before, after = held(slip={"1": {}, "2": {}}), held(slip={"2": {}})
    assert release.lost_rows(before, after, {}) == ["slip: 1 of 2 rows are gone, such as ['1']"]
    assert release.lost_rows(before, after, {"slip": "they were doubles"}) == []


def test_a_lost_table_is_found():
    assert release.lost_rows(held(slip={"1": {}}), held(), {})


def test_a_lost_link_is_found():
    before, after = held(), held()
    before.links, after.links = {"slip_tag_rel": 3}, {"slip_tag_rel": 2}
    assert release.lost_rows(before, after, {}) == ["slip_tag_rel: 3 links before, 2 after"]


def test_a_changed_value_is_found_and_a_removed_or_new_column_is_not():
    before = held(slip={"1": {"total": 3, "old": 1, "write_date": "x"}})
    after = held(slip={"1": {"total": 4, "new": 1, "write_date": "y"}})
    assert release.changed_values(before, after, {}) == [
        "slip.total: 1 values changed, row 1: 3 → 4"
    ]
    assert release.changed_values(before, after, {"slip.total": "it was wrong"}) == []


def test_an_external_id_may_move_to_another_addon_but_not_go():
    before, after = held(), held()
    before.external_ids = {("feed_demo", "transport.feed", 4), ("gone", "transport.feed", 5)}
    after.external_ids = {("feed_demo", "transport.feed", 4)}
    assert release.lost_external_ids(before, after, {}) == ["gone (transport.feed 5)"]


def test_a_clone_without_the_history_says_what_to_do(monkeypatch):
    monkeypatch.setattr(release, "record", lambda: {"commit": "0" * 40})
    with pytest.raises(Failure, match="git fetch --unshallow"):
        release.checkout()


def test_a_changed_field_or_view_wants_another_version(tmp_path, monkeypatch):
    manifest = "{'depends': [], 'version': '%s', 'data': ['views/thing.xml']}"
    for where, field in (("old", "fields.Char()"), ("new", "fields.Text()")):
        home = tmp_path / where / "sample"
        for folder in ("models", "views"):
            (home / folder).mkdir(parents=True)
        (home / "__manifest__.py").write_text(manifest % "19.0.1.0.0")
        (home / "views/thing.xml").write_text("<odoo/>")
        (home / "models/thing.py").write_text(f"class Thing(models.Model):\n    name = {field}\n")
    monkeypatch.setattr(release, "checkout", lambda: tmp_path / "old")
    monkeypatch.setattr(release, "ADDONS", tmp_path / "new")
    monkeypatch.setattr(config, "ADDONS", tmp_path / "new")
    assert "field Thing.name" in release.unbumped("sample")[0]
    (tmp_path / "new/sample/__manifest__.py").write_text(manifest % "19.0.1.1.0")
    assert release.unbumped("sample") == []
