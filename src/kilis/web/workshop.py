"""What the workbench holds while it runs: the shelf, the queue, the results last made, and baselines to use again."""

from __future__ import annotations

import dataclasses
import datetime
import secrets
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kilis.scenario.faults import ScenarioError
from kilis.scenario.model import Scenario
from kilis.web.draft import FILES, Draft, Step, Tried, copy_with, drafted, try_out
from kilis.web.jobs import Job, Jobs
from kilis.web.shelf import Shelf
from kilis.web.whatif import variant_of

if TYPE_CHECKING:
    from kilis.ensemble.experiment import Outcome
    from kilis.web.results import View

KEPT_RESULTS = 12
KEPT_BASELINES = 2
MOST_BASELINE_BYTES = 400_000_000


@dataclass(frozen=True)
class Kept:
    """A result: its view, a name for its run folder, and how to write that folder, or where it is already."""

    view: View
    name: str
    write: Callable[[Path], object] | None = None
    path: Path | None = None

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """The run folder, for the while of the block where the run is not kept."""
        if self.write is None:
            assert self.path is not None
            yield self.path
            return
        with _written(self.name, self.write) as run:
            yield run


@dataclass(frozen=True)
class _Baseline:
    scenario: Scenario
    members: int
    seed: int
    outcome: Outcome


@dataclass
class Workshop:
    """The state of one server."""

    shelf: Shelf
    jobs: Jobs
    below: int = 0  # counts below it are kept back in all results
    results: OrderedDict[str, Kept] = field(default_factory=OrderedDict)
    _baselines: list[_Baseline] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, kept: Kept) -> str:
        """Hold a result and give its id; the oldest goes when there are too many."""
        result_id = secrets.token_hex(8)
        with self._lock:
            self.results[result_id] = kept
            while len(self.results) > KEPT_RESULTS:
                self.results.popitem(last=False)
        return result_id

    def warm(self) -> Job:
        """Load the engine and its compiled kernels before the first run is asked for."""

        def work(job: Job) -> None:
            job.message = "Getting the model ready. The first time after installation this takes a minute."
            from kilis.ensemble import experiment  # noqa: PLC0415 - a second of imports that the first page must not wait for
            from kilis.scenario.start import example  # noqa: PLC0415

            experiment(example(), members=2)

        return self.jobs.start("ready", work)

    def run(
        self, folder: Path, draft: Draft, steps: Sequence[Step], variants: Sequence[str], members: int, seed: int
    ) -> Job:
        """Queue a run of a draft with a what-if and variants of its own. Raises ScenarioError before, not after."""
        tried, texts, name = what_if(folder, draft, steps)
        if tried.scenario is None:
            raise ScenarioError(tried.faults)
        scenario, asked = tried.scenario, [*([name] if name else []), *variants]
        inputs = _all_texts(folder, texts)

        def work(job: Job) -> str:
            from kilis.ensemble import experiment  # noqa: PLC0415
            from kilis.web.results import view_of_experiment  # noqa: PLC0415

            world = dataclasses.replace(scenario, variants=())
            known = self._baseline(world, members, seed)
            whole = members * (len(asked) + (known is None))
            before = {v: members * i for i, v in enumerate([*([] if known else ["baseline"]), *asked])}
            found = experiment(
                scenario,
                asked,
                members=members,
                seed=seed,
                keep_members=True,
                baseline=known,
                progress=lambda variant, done, _: job.tell(before[variant] + done, whole, "Running"),
            )
            self._remember(world, members, seed, found.baseline)
            lean = dataclasses.replace(
                found, outcomes=tuple(dataclasses.replace(outcome, sample=None) for outcome in found.outcomes)
            )
            job.tell(whole, whole, "Drawing")
            verb = f"compare inputs {' '.join(asked)}" if asked else "run inputs"
            command = f"kilis {verb} --members {members} --seed {seed}"

            def write(target: Path) -> None:
                with _files(inputs) as source:
                    lean.save(target, source=source, command=command)

            name = f"{folder.name}{'-' + '-'.join(asked) if asked else ''}-{seed}"
            return self.keep(Kept(view_of_experiment(lean, self.below), name[:80], write))

        return self.jobs.start("run", work)

    def forecast(
        self,
        folder: Path,
        draft: Draft,
        steps: Sequence[Step],
        origin: datetime.date,
        days: int,
        variants: Sequence[str],
        members: int,
        seed: int,
    ) -> Job:
        """Queue a forecast of a draft from a date, with a what-if. Raises ScenarioError before, not after."""
        tried, texts, name_of_steps = what_if(folder, draft, steps)
        if tried.scenario is None:
            raise ScenarioError(tried.faults)
        scenario, inputs = tried.scenario, _all_texts(folder, texts)
        asked = [*([name_of_steps] if name_of_steps else []), *variants]

        def work(job: Job) -> str:
            from kilis.forecast.folder import save  # noqa: PLC0415
            from kilis.forecast.make import make  # noqa: PLC0415
            from kilis.web.results import view_of_run  # noqa: PLC0415

            order = ["baseline", *asked]
            job.tell(0, members * len(order), "Forecasting")
            made = make(
                scenario,
                origin,
                days,
                asked,
                members=members,
                seed=seed,
                progress=lambda v, done, _: job.tell(members * order.index(v) + done, members * len(order)),
            )
            job.tell(job.total, job.total, "Drawing")
            compared = f" --variants {','.join(asked)}" if asked else ""
            command = (
                f"kilis forecast inputs --origin {origin} --days {days}{compared} --members {members} --seed {seed}"
            )

            def write(target: Path) -> None:
                with _files(inputs) as source:
                    save(made, target, source=source, command=command)

            name = f"{folder.name}-forecast-{origin}"
            with _written(name, write) as run:
                view = view_of_run(run, self.below)
            return self.keep(Kept(view, name[:80], write))

        return self.jobs.start("forecast", work)

    def _baseline(self, world: Scenario, members: int, seed: int) -> Outcome | None:
        for known in self._baselines:
            if (known.members, known.seed) == (members, seed) and known.scenario == world:
                return known.outcome
        return None

    def _remember(self, world: Scenario, members: int, seed: int, outcome: Outcome) -> None:
        sample = outcome.sample
        small = sample is not None and sample.cells.nbytes <= MOST_BASELINE_BYTES
        if small and self._baseline(world, members, seed) is None:
            self._baselines = [_Baseline(world, members, seed, outcome), *self._baselines][:KEPT_BASELINES]


def what_if(folder: Path, draft: Draft, steps: Sequence[Step]) -> tuple[Tried, dict[str, str], str]:
    """Read the draft with its kept what-ifs and, if there are steps, one more variant, whose name is given."""
    plain = drafted(folder, draft, [])
    tried = try_out(folder, plain)
    if tried.scenario is None or not (steps or draft.keep):
        return tried, plain, ""
    taken = {variant.id for variant in tried.scenario.variants} | {kept.id for kept in draft.keep}
    name = next(n for n in ("what-if", *(f"what-if-{i}" for i in range(2, 999))) if n not in taken) if steps else ""
    made = [variant_of(tried.scenario, kept.id, kept.steps) for kept in draft.keep]
    if steps:
        made.append(variant_of(tried.scenario, name, steps))
    texts = drafted(folder, draft, made)
    return try_out(folder, texts), texts, name


@contextmanager
def _written(name: str, write: Callable[[Path], object]) -> Iterator[Path]:
    """A run folder for the while of the block."""
    with tempfile.TemporaryDirectory(prefix="kilis-run-") as holder:
        write(Path(holder) / name)
        yield Path(holder) / name


@contextmanager
def _files(texts: dict[str, str]) -> Iterator[Path]:
    """A folder with these files, for the while of the block."""
    with tempfile.TemporaryDirectory(prefix="kilis-inputs-") as holder:
        for file, text in texts.items():
            (Path(holder) / file).write_bytes(text.encode("utf-8"))
        yield Path(holder)


def _all_texts(folder: Path, texts: dict[str, str]) -> dict[str, str]:
    with copy_with(folder, texts) as copy:
        files = [copy / file for file in FILES]
        # newline="": every byte as it is, the ends of lines too.
        return {path.name: path.read_bytes().decode("utf-8") for path in files if path.is_file()}
