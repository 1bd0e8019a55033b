"""Whatever stands in a Flee folder, its import ends in a scenario that reads again or in faults, not in a traceback."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flee_folder import FILES
from kilis.scenario import ScenarioError, read, write
from kilis.sources.flee import read_flee

JUNK = ("", "nan", "-1", "1e400", "é", '"', "'", "2020-02-30", "9999-12-31", "=1+1", "x" * 300, "Alpha", "camp", "\x00",
        "\x07", "%", "1,2", "\n", "-", "--", "１", "1_000", "0x10", ": ", "&a", "*a", "[",
        "#", "\r", "\ufeff")  # fmt: skip


@st.composite
def spoilt(draw: st.DrawFn) -> dict[str, str]:
    """A Flee folder with up to three cells changed, left out or put somewhere else."""
    files = dict(FILES)
    for _ in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from(sorted(files)))
        separator = draw(st.sampled_from([",", "\n", ":"]))
        parts = files[name].split(separator)
        at = draw(st.integers(0, len(parts) - 1))
        match draw(st.sampled_from(["replace", "remove", "repeat", "insert"])):
            case "replace":
                parts[at] = draw(st.sampled_from(JUNK))
            case "remove":
                del parts[at]
            case "repeat":
                parts.insert(at, parts[draw(st.integers(0, len(parts) - 1))])
            case _:
                parts[at] = (
                    parts[at][: len(parts[at]) // 2] + draw(st.sampled_from(JUNK)) + parts[at][len(parts[at]) // 2 :]
                )
        files[name] = separator.join(parts)
    return files


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(spoilt())
def test_the_import_ends_in_a_scenario_or_in_faults(files: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as holder:
        for name, text in files.items():
            path = Path(holder) / "flee" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        try:
            found = read_flee(Path(holder) / "flee")
        except ScenarioError:
            return
        write(found.scenario, Path(holder) / "out")
        assert read(Path(holder) / "out") == found.scenario
