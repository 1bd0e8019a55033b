"""Names on the map do not cover each other."""

import random

from kilis.report.labels import Wish, place_labels, text_width


def boxes(spots, wishes):
    lines = {w.key: w.lines for w in wishes}
    for spot in spots:
        across = max(text_width(line, 12 if i == 0 else 11) for i, line in enumerate(lines[spot.key]))
        left = spot.x if spot.anchor == "start" else spot.x - across
        yield left, spot.y - 11, left + across, spot.y + 14


def test_no_two_labels_overlap_and_all_are_inside():
    rng = random.Random(1)
    wishes = [
        Wish(str(i), rng.uniform(0, 800), rng.uniform(0, 500), rng.uniform(3, 20), (f"Place number {i}", "12k"), i)
        for i in range(60)
    ]
    spots = place_labels(wishes, 800, 500, 12)
    found = list(boxes(spots, wishes))
    assert len(found) > 40
    for i, a in enumerate(found):
        assert a[0] >= 0
        assert a[2] <= 800
        for b in found[i + 1 :]:
            assert not (a[0] < b[2] - 2 and b[0] < a[2] - 2 and a[1] < b[3] - 2 and b[1] < a[3] - 2)


def test_the_weightiest_takes_the_first_spot():
    wishes = [Wish("light", 100, 100, 5, ("Light",), 1), Wish("heavy", 100, 100, 5, ("Heavy",), 9)]
    assert place_labels(wishes, 400, 400, 12)[0].key == "heavy"


def test_no_leader_runs_through_a_name():
    rng = random.Random(3)
    wishes = [
        Wish(str(i), rng.uniform(200, 400), rng.uniform(150, 300), 6, (f"Place number {i}", "12k"), i)
        for i in range(30)
    ]
    spots = place_labels(wishes, 700, 500, 12)
    found = list(boxes(spots, wishes))
    assert any(spot.leader for spot in spots)
    for i, spot in enumerate(spots):
        for left, top, right, bottom in found[:i] if spot.leader else []:
            x1, y1, x2, y2 = spot.leader
            steps = [(x1 + (x2 - x1) * k / 50, y1 + (y2 - y1) * k / 50) for k in range(51)]
            assert not any(left + 2 < x < right - 2 and top + 2 < y < bottom - 4 for x, y in steps)
