from house.benching import bench_addons, bench_names
from house.config import addons


def test_what_a_benchmark_installs_exists():
    for name in bench_names():
        found = bench_addons(name)
        assert found[0] == name
        assert set(found) <= set(addons())


def test_with_is_read():
    assert bench_addons("account_dunning_fr") == ["account_dunning_fr"]
    assert "crm_technical_contract" in bench_addons("crm_technical_assistant")
