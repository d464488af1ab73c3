"""What Python compiled is kept in the cache, as long as its source is there."""

from house.odoo import drop_dead_bytecode


def test_what_was_compiled_from_a_folder_that_is_gone_goes(tmp_path):
    compiled, sources = tmp_path / "bytecode", tmp_path / "sources"
    for name in ("here/core", "here/old", "gone/core"):
        (compiled / name).mkdir(parents=True)
        (compiled / name / "one.pyc").touch()
    (sources / "here/core").mkdir(parents=True)
    drop_dead_bytecode(compiled, sources)
    left = sorted(str(path.relative_to(compiled)) for path in compiled.rglob("*.pyc"))
    assert left == ["here/core/one.pyc"]
