"""The rule ``walk`` written to be read: dictionaries instead of arrays, everything looked up anew, slow.

Equal to the kernel draw for draw; tests hold the two together.
"""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np

from kilis.engine.draws import on_day, take
from kilis.engine.network import Floats
from kilis.engine.state import ARRIVALS, DEPARTED, IN_TRANSIT, MEASURES, ONWARD, OVERFLOW, STOCK, TRAPPED, TURNING_BACK
from kilis.engine.streams import day_key, mix, uniform
from kilis.engine.walk import WALK_ARRIVE, WALK_CHOOSE, WALK_LEAVE_HOME, WALK_SHARE_OUT
from kilis.engine.walk_choose import CHUNK, CRUMB, FEW
from kilis.engine.walk_state import LEVELS, WalkParameters
from kilis.engine.walk_world import (
    CAPACITY,
    DEPARTURES,
    DEPARTURES_ANYWHERE,
    INTENSITY,
    LINK_OPEN,
    SITE_OPEN,
    WalkWorld,
)

_CELL = 0xD6E8FEB86659FD93
_WORD = 2**64


class WalkReference:
    """One member; ``run`` returns its measures (M, D, P) and flows (D, L)."""

    def __init__(self, world: WalkWorld, p: WalkParameters, key: np.uint64, draws: bool) -> None:
        self.world, self.p, self.key, self.draws = world, p, key, draws
        self.n_places, self.none = len(world.places), len(world.paths)
        self.recent = 2 * LEVELS + 1 if p.avoid_short_stints else 1
        self.n_memories = self.recent * (2 if p.start_on_foot else 1)
        self.new_memory = self.recent if p.start_on_foot else 0
        self.residents = [float(place["residents"]) for place in world.places]
        self.capacity = [float(place["capacity"]) * p.capacity_scaling for place in world.places]
        self.intensity, self.onset = [0.0] * self.n_places, [0] * self.n_places
        self.site_open, self.link_open = [True] * self.n_places, [True] * len(world.links)
        self.stated, self.anywhere = [0.0] * self.n_places, 0.0
        self.at: dict[tuple[int, int], float] = defaultdict(float)  # (state, memory) -> people
        for place in range(self.n_places):
            self.at[place, self.new_memory] = float(world.places[place]["displaced"])
        self.road: dict[int, dict[tuple[int, int], float]] = defaultdict(
            lambda: defaultdict(float)
        )  # day -> (path, memory)
        self.known_furthest: dict[tuple[int, int, int], int] = {}
        self.record = np.zeros((len(MEASURES), world.n_days, self.n_places))
        self.flows = np.zeros((world.n_days, len(world.links)))

    def run(self) -> tuple[Floats, Floats]:
        """Run all days."""
        for day in range(self.world.n_days):
            self.day = day
            self.rest: dict[tuple[int, int], float] = defaultdict(float)
            self.arriving: dict[int, dict[tuple[int, int], float]] = defaultdict(lambda: defaultdict(float))
            self.events()
            self.departures()
            self.choice()
            self.arrival()
            self.write()
        return self.record, self.flows

    def stream(self, purpose: int) -> np.uint64:
        """Key of a purpose today."""
        return np.uint64(day_key(self.key, purpose, self.day))

    def events(self) -> None:
        """Let the changes of the day happen."""
        world = self.world
        for change in world.changes[world.change_first[self.day] : world.change_first[self.day + 1]]:
            kind, index, value = int(change["kind"]), int(change["index"]), float(change["value"])
            if kind == INTENSITY:
                if self.intensity[index] == 0.0:
                    self.onset[index] = self.day
                self.intensity[index] = value
            elif kind == CAPACITY:
                self.capacity[index] = value * self.p.capacity_scaling
            elif kind == SITE_OPEN:
                self.site_open[index] = value > 0.0
            elif kind == LINK_OPEN:
                self.link_open[index] = value > 0.0
            elif kind == DEPARTURES:
                self.stated[index] = value
            elif kind == DEPARTURES_ANYWHERE:
                self.anywhere = value

    def decay(self, place: int) -> float:
        """Factor of the conflict at a place by its age."""
        interval = int((self.day - self.onset[place]) / self.p.conflict_decay_interval_days)
        steps = [getattr(self.p, f"conflict_decay_{i + 1}") for i in range(min(interval, 5) + 1)]
        return float(next((step for step in reversed(steps) if step < math.inf), 1.0))

    def departures(self) -> None:
        """Let people leave home."""
        p, finite = self.p, self.p.take_from_population > 0
        home, shared = self.stream(WALK_LEAVE_HOME), self.stream(WALK_SHARE_OUT)
        weights = [self.residents[i] * self.intensity[i] * self.decay(i) for i in range(self.n_places)]
        totals = np.cumsum(weights[::-1])[::-1]
        left = on_day(self.draws, self.anywhere, self.day) if totals[0] > 0 else 0.0
        self.fresh = [0.0] * self.n_places
        for i in range(self.n_places):
            name = np.uint64(self.world.places[i]["key"])
            going = on_day(self.draws, self.stated[i], self.day)
            if left > 0 and weights[i] > 0:
                drawn = self.take(left, weights[i] / totals[i], uniform(shared, name))
                going, left = going + drawn, left - drawn
            if self.intensity[i] > 0:
                going += math.floor(p.conflict_departures_share * self.residents[i] * self.intensity[i])
                driven = p.conflict_departures_per_day * self.intensity[i]
                poisson = p.conflict_departures_poisson > 0
                going += take(self.draws, 1e9, driven * 1e-9, uniform(home, name)) if poisson else math.floor(driven)
            if finite:
                going = min(going, self.residents[i])
                self.residents[i] -= going
            force = self.intensity[i] * self.decay(i)
            if p.departure_rate > 0 and force > 0:
                fading = math.exp(-(self.day - self.onset[i]) / p.departure_decay_days)
                chance = 1.0 - math.exp(-p.departure_rate * force * fading)
                more = take(self.draws, self.residents[i], chance, uniform(home, _word(int(name) + 1)))
                self.residents[i] -= more
                going += more
            self.at[i, self.new_memory] += going
            self.fresh[i] = going
            self.record[DEPARTED, self.day, i] = going

    def take(self, people: float, share: float, u: float) -> float:
        """How many of the people, all of them for a share of 1."""
        return float(take(self.draws, people, share, u)) if share < 1.0 else people

    def is_open_site(self, place: int) -> bool:
        """Whether this is a site that takes people in."""
        return bool(self.world.places[place]["site"]) and self.site_open[place]

    def leave(self, place: int) -> float:
        """Chance to leave a place today."""
        about = self.world.places[place]
        if self.intensity[place] > 0:
            return self.p.leave_probability_conflict
        if about["waypoint"]:
            return 1.0
        if about["own_leave"] >= 0 and (self.is_open_site(place) or not about["site"]):
            return float(about["own_leave"])
        return self.p.leave_probability_site if self.is_open_site(place) else self.p.leave_probability_settlement

    def room(self, place: int) -> float:
        """1 up to the buffer, 0 at capacity, a straight line between."""
        capacity, there, buffer = self.capacity[place], self.present[place], self.p.capacity_buffer
        if capacity == math.inf or there <= buffer * capacity:
            return 1.0
        return 0.0 if there >= capacity else 1.0 - (there - buffer * capacity) / (capacity * (1.0 - buffer))

    def is_open(self, path: int) -> bool:
        """Whether all links of a path are open."""
        while path < self.none:
            if not self.link_open[self.world.paths[path]["link"]]:
                return False
            path = int(self.world.paths[path]["rest"])
        return True

    def weights(self, place: int) -> dict[int, float]:
        """Weight of each open path of a place, room included; all 1 if all were 0."""
        p, found = self.p, {}
        for path in self.open_paths(place):
            end, km = int(self.world.paths[path]["place"]), float(self.world.paths[path]["km"])
            pull = float(self.world.places[end]["attractiveness"])
            pull *= p.foreign_weight if self.world.places[end]["abroad"] else 1.0
            pull *= p.camp_weight if self.is_open_site(end) else 1.0
            if self.intensity[end] > 0:
                pull *= p.conflict_weight ** (self.decay(end) * self.intensity[end])
            near = max(p.softening_km + km, 1e-9) ** (-p.distance_decay * p.weight_power)
            found[path] = near * (p.weight_softening + pull) ** p.weight_power * self.room(end) ** p.weight_power
        return found if any(found.values()) else dict.fromkeys(found, 1.0)

    def open_paths(self, place: int) -> list[int]:
        """Numbers of the open paths of a place."""
        return [n for n in range(self.world.path_first[place], self.world.path_first[place + 1]) if self.is_open(n)]

    def gives_up(self, path: int) -> bool:
        """Whether people on this path give up: it ends at an open site with room below one half."""
        end = int(self.world.paths[path]["place"])
        return self.is_open_site(end) and self.room(end) < 0.5

    def remember(self, memory: int, km: float) -> int:
        """Memory in the evening of a day with so many km."""
        if not self.p.avoid_short_stints:
            return memory
        now = math.ceil(0.5 * (memory % self.recent + LEVELS * km / self.p.speed_km_per_day) - 0.5)
        return memory // self.recent * self.recent + min(self.recent - 1, now)

    def pace(self, link: int, memory: int) -> float:
        """Km per day on a link."""
        if memory >= self.recent:
            return self.p.walk_speed_km_per_day
        own = float(self.world.links[link]["speed"])
        return own if own < math.inf else self.p.speed_km_per_day

    def furthest(self, where: int, memory: int, km: int) -> int:
        """Return the largest km with the same day ahead: people are counted together by it."""
        key = (where, memory, km)
        if key not in self.known_furthest:
            top = math.ceil(max(self.p.speed_km_per_day, *(self.pace(i, 0) for i in range(len(self.world.links)))))
            while km < top and self.day_ahead(where, memory, km) == self.day_ahead(where, memory, km + 1):
                km += 1
            self.known_furthest[key] = km
        return self.known_furthest[key]

    def day_ahead(self, where: int, memory: int, km: int) -> list[object]:
        """All that the km covered so far decide for those who arrive in a state."""
        path, place = int(self.world.states[where]["path"]), self._place(where)
        paths = [path] if path < self.none else range(self.world.path_first[place], self.world.path_first[place + 1])
        found: list[object] = [self.is_forced(memory, km), self.remember(memory, km)]
        for path in paths:
            link = int(self.world.paths[path]["link"])
            pace, length = self.pace(link, memory), float(self.world.links[link]["km"])
            covered = km + max(1, round(length))
            if length >= pace:
                found.append(self.remember(memory, km + pace))
            elif covered < pace:
                found.append(("goes on", self.furthest(self._end(path), memory, covered)))
            else:
                found.append(("rests", self.remember(memory, covered)))
        return found

    def is_forced(self, memory: int, km: int) -> bool:
        """Whether so short a stint is not to end in a town."""
        return bool(self.p.avoid_short_stints) and memory / LEVELS + km / self.p.speed_km_per_day < 1.0

    def choice(self) -> None:
        """Let everybody at rest decide, the people of sites first."""
        self.present, self.coming = [0.0] * self.n_places, [0.0] * self.n_places
        for (where, _), people in self.at.items():
            self.present[self.world.states[where]["place"]] += people
        stream = self.stream(WALK_CHOOSE)
        groups = sorted(
            self.at.items(), key=lambda item: (not self.world.places[self._place(item[0][0])]["site"], item[0])
        )
        self.at = defaultdict(float)
        for (where, memory), people in groups:
            if people > 0:
                place = self._place(where)
                gone = self.decide(stream, where, memory, 0, people, self.leave(place), second=False)
                new = min(self.fresh[place], gone)
                self.fresh[place] -= new
                self.record[ONWARD, self.day, place] += gone - new

    def arrival(self) -> None:
        """Let those arrive whose road ends today and those who got through today; they decide again."""
        for (path, memory), people in sorted(self.road.pop(self.day, {}).items()):
            link = int(self.world.paths[path]["link"])
            pace, length = self.pace(link, memory), float(self.world.links[link]["km"])
            km, walked = int(length - int(length / pace) * pace + 0.5), memory % self.recent
            if self.link_open[link]:
                self.coming[self.world.links[link]["destination"]] += people
                self.arrive(self._end(path), walked, km, people)
            else:
                start = int(self.world.links[link]["origin"])
                self.rest[start, self.remember(walked, km)] += people
                self.record[TURNING_BACK, self.day, start] += people
        self.present = [there + 0.5 * more for there, more in zip(self.present, self.coming, strict=True)]
        stream = self.stream(WALK_ARRIVE)
        for km in range(math.ceil(self.p.speed_km_per_day) + 2000):
            for (where, memory), people in sorted(self.arriving.pop(km, {}).items()):
                place = self._place(where)
                self.record[ARRIVALS, self.day, place] += people
                leave = self.leave(place)
                town = not (
                    self.intensity[place] > 0 or self.is_open_site(place) or self.world.places[place]["waypoint"]
                )
                if town and self.is_forced(memory, km):
                    leave = 1.0
                gone = self.decide(stream, where, memory, km, people, leave, second=True)
                self.record[ONWARD, self.day, place] += gone

    def decide(
        self, stream: np.uint64, where: int, memory: int, km: int, people: float, leave: float, *, second: bool
    ) -> float:
        """Let the people of a group decide whether and where to go; return how many leave."""
        place, path = self._place(where), int(self.world.states[where]["path"])
        name = int(self.world.paths[path]["key"] if path < self.none else self.world.places[place]["key"])
        cell = np.uint64(mix(_word(int(stream) + name + (km * self.n_memories + memory + 1) * _CELL)))
        evening = self.remember(memory, km)
        leave = leave if self.draws or people >= CRUMB else 0.0
        going = self.take(people, leave, uniform(cell, np.uint64(0)))
        self.rest[where, evening] += people - going
        if going == 0:
            return 0.0
        if path < self.none:
            if not self.is_open(path) or self.gives_up(path):
                self.rest[place, evening] += going
                return 0.0
            self.present[place] -= going
            self.enter(path, memory, km, going, second=second)
            return going
        if not self.open_paths(place):
            self.rest[place, evening] += going
            return 0.0
        stay, row, left = 0.0, 1, going
        while left > 0:
            weights, few = self.weights(place), self.draws and left <= FEW
            seen = any(self.room(self._end_place(path)) < 1 for path in weights) or self._could_fill(place, left)
            group = 1.0 if few else min(left, self._most(place, weights, left)) if second else left
            few = self.draws and group <= FEW
            takers = self._pick(cell, row, weights, group) if few else self._part(cell, row, weights, group)
            for path, gone in takers.items():
                if seen and self.gives_up(path):
                    stay += gone
                else:
                    self.present[place] -= gone
                    self.enter(path, memory, km, gone, second=second)
            stay += max(group - sum(takers.values()), 0.0)
            left, row = left - group, row + int(group)
        self.rest[place, evening] += stay
        return going - stay

    def _pick(self, cell: np.uint64, row: int, weights: dict[int, float], people: float) -> dict[int, float]:
        """Path by path who takes it when a few people pick one by one."""
        takers: dict[int, float] = defaultdict(float)
        for person in range(int(people)):
            target = uniform(cell, _word(row + person)) * _backward_sum(weights, min(weights))
            total, chosen = 0.0, 0
            for path, weight in weights.items():
                if weight > 0.0:
                    chosen = path
                    total += weight
                    if target < total:
                        break
            takers[chosen] += 1.0
        return dict(sorted(takers.items()))

    def _part(self, cell: np.uint64, row: int, weights: dict[int, float], people: float) -> dict[int, float]:
        """Path by path who takes it when many people part by conditional binomials."""
        takers = {}
        for path, weight in weights.items():
            if weight > 0.0 and people > 0:
                u = uniform(cell, _word(int(self.world.paths[path]["key"]) + row))
                takers[path] = self.take(people, weight / _backward_sum(weights, path), u)
                people -= takers[path]
        return {path: gone for path, gone in takers.items() if gone > 0}

    def _most(self, place: int, weights: dict[int, float], people: float) -> float:
        """How many people may decide before the room has to be looked at again."""
        if not self._could_fill(place, people):
            return people
        buffer, most, total = self.p.capacity_buffer, people, _backward_sum(weights, min(weights))
        for path, weight in weights.items():
            end = self._end_place(path)
            capacity, there = self.capacity[end], self.present[end]
            full = capacity * (0.5 + 0.5 * buffer)
            if weight == 0.0 or there + people <= buffer * capacity or (there >= full and there >= buffer * capacity):
                continue
            left = CHUNK * (full - there)
            if there < buffer * capacity:
                left = max(buffer * capacity - there, left)
            most = min(most, max(left, 1.0) * total / weight)
        return max(math.floor(most), 1.0)

    def _could_fill(self, place: int, people: float) -> bool:
        """Whether so many people could fill the room at the end of some path, open or not."""
        first, last = self.world.path_first[place], self.world.path_first[place + 1]
        ends = [self._end_place(path) for path in range(first, last)]
        buffer = self.p.capacity_buffer
        return any(self.present[end] + people > buffer * self.capacity[end] for end in ends)

    def enter(self, path: int, memory: int, km: int, people: float, *, second: bool) -> None:
        """Set people out on the first link of a path, after so many km of today's way."""
        link = int(self.world.paths[path]["link"])
        pace, length, to = (
            self.pace(link, memory),
            float(self.world.links[link]["km"]),
            self.world.links[link]["destination"],
        )
        self.flows[self.day, link] += people
        if length >= pace:
            days = int(length / pace)
            memory = self.remember(memory, km + pace)
            for _ in range(days - 1):
                memory = self.remember(memory, pace)
            self.road[self.day + days][path, memory] += people
            return
        memory %= self.recent
        covered = km + max(1, round(length))
        if second:
            self.present[to] += people
        else:
            self.coming[to] += people
        if covered < pace:
            self.arrive(self._end(path), memory, covered, people)
        else:
            self.rest[self._end(path), self.remember(memory, covered)] += people
            self.record[ARRIVALS, self.day, to] += people

    def arrive(self, where: int, memory: int, km: int, people: float) -> None:
        """Let people arrive in a state today."""
        self.arriving[self.furthest(where, memory, km)][where, memory] += people

    def write(self) -> None:
        """Close the day."""
        self.at = self.rest
        for (where, _), people in self.at.items():
            self.record[STOCK, self.day, self._place(where)] += people
        for groups in self.road.values():
            for (path, _), people in groups.items():
                self.record[IN_TRANSIT, self.day, self.world.links[self.world.paths[path]["link"]]["destination"]] += (
                    people
                )
        for place in range(self.n_places):
            stock = self.record[STOCK, self.day, place]
            if self.is_open_site(place) and stock > self.capacity[place]:
                self.record[OVERFLOW, self.day, place] = stock - self.capacity[place]
            has_paths = self.world.path_first[place + 1] > self.world.path_first[place]
            if has_paths and not self.open_paths(place):
                besieged = self.residents[place] if self.intensity[place] > 0 else 0.0
                self.record[TRAPPED, self.day, place] = stock + besieged

    def _place(self, where: int) -> int:
        return int(self.world.states[where]["place"])

    def _end_place(self, path: int) -> int:
        return int(self.world.paths[path]["place"])

    def _end(self, path: int) -> int:
        """State in which people are at the end of the first link of a path."""
        rest = int(self.world.paths[path]["rest"])
        if rest == self.none:
            return int(self.world.links[self.world.paths[path]["link"]]["destination"])
        return int(self.world.paths[rest]["state"])


def _backward_sum(weights: dict[int, float], first: int) -> float:
    """Sum of the weights of a path and all after it, added up from the last."""
    total = 0.0
    for path in sorted(weights, reverse=True):
        if path < first:
            break
        total += weights[path]
    return total


def _word(number: int) -> np.uint64:
    return np.uint64(number % _WORD)
