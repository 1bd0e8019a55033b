"""Ensembles on a real cluster of two worker processes: the same people, also when a worker dies in mid-run."""

import os
import signal
import threading
from collections.abc import Iterator

import numpy as np
import pytest

import kilis
from kilis.engine.simulate import each_member, prepare
from kilis.ensemble import cluster, experiment
from kilis.ensemble.cluster import ClusterError, connected, members_a_task
from kilis.scenario.start import example

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def client() -> Iterator:
    local = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    )
    with local, distributed.Client(local, set_as_default=False) as connection:
        yield connection


def test_a_cluster_gives_what_one_thread_gives(client) -> None:
    there = kilis.simulate(example(), members=9, seed=3, client=client)
    here = kilis.simulate(example(), members=9, seed=3, threads=1)
    assert there.identical(here)


def test_a_comparison_on_a_cluster_is_the_same_and_tells_its_progress(client) -> None:
    scenario, told = example(), []
    names = [variant.id for variant in scenario.variants][:1]

    def tell(variant: str, done: int, members: int) -> None:
        told.append((variant, done, members))

    there = experiment(scenario, names, members=8, seed=1, client=client, progress=tell).tables()
    here = experiment(scenario, names, members=8, seed=1, threads=1).tables()
    assert here.keys() == there.keys()
    assert all(there[name].equals(here[name]) for name in here)
    assert told[-1] == ((["baseline", *names])[-1], 8, 8)
    assert len(told) == 8 * (1 + len(names))


def test_a_worker_lost_in_mid_run_changes_nothing(client, monkeypatch: pytest.MonkeyPatch) -> None:
    model = prepare(example(), members=400, seed=5)
    monkeypatch.setattr(cluster, "members_a_task", lambda _model, _threads: 4)
    alive = client.run(os.getpid)
    killed = []
    for member, ((record, flows), (own_record, own_flows)) in enumerate(
        zip(cluster.each_member(model, client), each_member(model, threads=1), strict=True)
    ):
        if member == 4:
            killed.append(next(iter(alive.values())))
            os.kill(killed[0], signal.SIGKILL)
        assert np.array_equal(record, own_record)
        assert np.array_equal(flows, own_flows)
    assert member == 399
    assert killed
    assert killed[0] not in client.run(os.getpid).values()


def test_a_run_that_is_stopped_cancels_what_is_under_way(client) -> None:
    model = prepare(example(), members=50, seed=5)
    members = cluster.each_member(model, client)
    next(members)
    members.close()
    for _ in range(100):
        if not client.processing() or not any(client.processing().values()):
            break
        threading.Event().wait(0.1)
    assert not any(client.processing().values())


def test_a_worker_with_another_version_is_refused() -> None:
    with pytest.raises(ClusterError, match="A worker has Kilis"):
        cluster.run_slice(prepare(example(), members=1, seed=0), 0, 1, True, "0.0")


def test_slices_are_bounded_by_members_and_by_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    model = prepare(example(), members=100, seed=0)
    assert members_a_task(model, threads=5) == 5
    monkeypatch.setattr(cluster, "MOST_BYTES_A_TASK", 1)
    assert members_a_task(model, threads=5) == 1


def test_no_scheduler_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "SECONDS_TO_WAIT", 0.5)
    with pytest.raises(ClusterError, match="no Dask scheduler answers there"), connected("tcp://127.0.0.1:9"):
        pass


def test_no_address_is_no_cluster() -> None:
    with connected(None) as nobody:
        assert nobody is None


@pytest.mark.parametrize("address", ["nonsense:foo", "tcp://host", "host:8786", "not-there.json"])
def test_what_is_no_address_is_refused_at_once(address: str) -> None:
    with pytest.raises(ClusterError, match="neither the address of a scheduler"), connected(address):
        pass
