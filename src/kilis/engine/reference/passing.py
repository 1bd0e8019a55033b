"""A day in plain Python: the phases of ``kilis.engine.day``, in the same order."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from kilis.engine import streams
from kilis.engine.reference.chance import take, uniform
from kilis.engine.reference.days import links, today
from kilis.engine.reference.roads import Choice, Link, choices, days_on_the_way, regions, way_home
from kilis.engine.state import MEASURES, Parameters
from kilis.engine.world import home_country
from kilis.scenario.model import Scenario

Persons = dict[str, float]


@dataclass(frozen=True)
class Journey:
    """People on their way to a place: the day they get there or have to stop, and what they do then."""

    arrives: int
    place: str
    people: float
    gate: Link | None = None
    going_home: bool = False
    stops_at: str | None = None


@dataclass
class Member:
    """One member of an ensemble: the map, who is where, and what has been written down."""

    scenario: Scenario
    p: Parameters
    key: int
    draws: bool
    most: int
    calm_days: int

    def __post_init__(self) -> None:
        home = home_country(self.scenario)
        self.places = {place.id: place for place in sorted(self.scenario.places, key=lambda place: place.id)}
        self.days = [today(self.scenario, day, self.calm_days) for day in range(self.scenario.n_days)]
        self.km = {link: route.distance_km for route in self.scenario.routes for link in links(route)}
        self.gates = sorted(link for r in self.scenario.routes if r.mode == "crossing" for link in links(r))
        self.abroad = {name for name, place in self.places.items() if home is not None and place.iso3 != home}
        self.region = regions(self.places, self.km)
        here = {name: place.population or 0 for name, place in self.places.items()}
        town = {name: self.places[name].kind == "settlement" for name in here}
        self.at_first: Persons = {name: here[name] * (not town[name]) for name in here}
        self.residents: Persons = {name: here[name] * town[name] for name in here}
        self.displaced: Persons = dict(self.at_first)
        self.moving_on: Persons = dict.fromkeys(here, 0)
        self.away: Persons = dict.fromkeys(here, 0)
        self.waiting: dict[Link, float] = dict.fromkeys(self.gates, 0)
        self.journeys: list[Journey] = []
        self.onset: dict[str, int] = {}
        self.tables: dict[object, dict[str, list[Choice]]] = {}
        self.has_way_out = {name for name, out in self.choices_on_map(set(self.km), self.shelters).items() if out}
        self.record: dict[str, list[Persons]] = {
            measure: [dict.fromkeys(here, 0) for _ in self.days] for measure in MEASURES
        }
        self.flows: list[dict[Link, float]] = [dict.fromkeys(self.km, 0) for _ in self.days]

    # The map of the day

    @property
    def shelters(self) -> set[str]:
        """Places that people can choose at all."""
        return {name for name, place in self.places.items() if place.kind in ("site", "settlement")}

    def stays(self, place: str) -> bool:
        """Whether people stay at a place: a safe settlement or an open site."""
        return place in self.shelters and place not in self.now.dangerous and place not in self.now.site_closed

    def choices_on_map(self, open_links: set[Link], destinations: set[str]) -> dict[str, list[Choice]]:
        """Return what each place can choose on a map, remembered for days with the same map."""
        same = (frozenset(open_links), frozenset(destinations))
        if same not in self.tables:
            roads = {link: km for link, km in self.km.items() if link in open_links and link not in self.gates}
            gates = [gate for gate in self.gates if gate in open_links]
            self.tables[same] = {
                name: choices(name, roads, gates, destinations, self.abroad, self.most) for name in self.places
            }
        return self.tables[same]

    def pull(self, place: str) -> float:
        """Return a place's attractiveness: that of its kind times its own factor."""
        kind = "site" if self.places[place].kind == "site" else "settlement"
        of_kind = {
            "site": self.p.attractiveness_site,
            "settlement": self.p.attractiveness_settlement,
            "abroad": self.p.attractiveness_abroad,
        }
        return self.places[place].attractiveness * of_kind["abroad" if place in self.abroad else kind]

    def discount(self, km: float) -> float:
        """Return how much less a place draws people from km away."""
        return max(self.p.softening_km + km, 1.0) ** -self.p.distance_decay

    def look(self) -> None:
        """Note how much room there is, and how easy the gates are, for those who choose next."""
        room = {name: self.room_at(self.stock(name), self.now.capacity[name]) for name in self.places}
        self.room = {name: max(share, self.p.pull_when_full) for name, share in room.items()}
        self.ease = {}
        for gate, waiting in self.waiting.items():
            limit = self.now.limit[gate]
            through = min(1.0, limit / waiting) if waiting > 0 else float(limit > 0)
            self.ease[gate] = self.p.hope + (1 - self.p.hope) * through

    def room_at(self, stock: float, capacity: float) -> float:
        """Return 1 up to the buffer's share of the capacity, falling to 0 where the place is full."""
        if stock >= capacity:
            return 0.0
        if stock <= self.p.capacity_buffer * capacity or capacity == math.inf:
            return 1.0
        return (capacity - stock) / (capacity * (1 - self.p.capacity_buffer))

    def stock(self, place: str) -> float:
        """Return the displaced people at a place, but for those who wait at a gate."""
        return self.displaced[place] + self.moving_on[place]

    def lines(self, origin: str, choice: Choice) -> float:
        """Return how much the front lines on the path deter: each time the holder changes, as far as one is known."""
        held = [self.now.holder[place] for place in (origin, *(link[1] for link in choice.path))]
        known = [holder for holder in held if holder]
        return float(self.p.across_lines ** sum(one != other for one, other in pairwise(known)))

    def draw_of(self, origin: str, choice: Choice) -> float:
        """Return the weight of a choice on an easy day: for a gate, of what lies beyond it, or beyond the next ones."""
        lines = self.lines(origin, choice)
        if choice.gate is None:
            return lines * self.pull(choice.place) * self.discount(choice.km)
        km = choice.km + self.km[choice.gate]
        total = self.beyond(choice.gate, km)
        if total == 0:
            for gate, _, further_km, _ in self.table[choice.gate[1]]:
                if gate and gate[1] != choice.place:
                    total += self.beyond(gate, km + further_km + self.km[gate])
        return lines * total

    def beyond(self, gate: Link, km: float) -> float:
        """Return the weight of a gate's far side, km away, and of the destinations to be chosen there."""
        far = gate[1]
        total = self.pull(far) * self.discount(km) if self.stays(far) else 0.0
        for choice in self.table[far]:
            total += self.pull(choice.place) * self.discount(km + choice.km) if choice.gate is None else 0.0
        return total

    def weigh(self, origin: str, look_at_room: bool) -> dict[Choice, float]:
        """Return the weights of all choices at a place today."""
        weights = {}
        for choice in self.table[origin]:
            weight = self.draw_of(origin, choice)
            if choice.gate is not None:
                weight *= self.ease[choice.gate]
            elif look_at_room:
                weight *= self.room[choice.place]
            weights[choice] = weight
        return weights

    # Phases

    def run(self) -> None:
        """Let all days pass."""
        for day, now in enumerate(self.days):
            self.day, self.now = day, now
            self.events()
            self.look()
            leavers = self.departures()
            self.choice(leavers)
            self.arrival()
            self.crossings()
            self.returns()
            self.write()

    def events(self) -> None:
        """Notice new violence; the people of a closed site move on; see which ways are open."""
        for name in self.places:
            if name not in self.now.intensity:
                self.onset.pop(name, None)
            elif name not in self.onset:
                self.onset[name] = self.day
            if name in self.now.site_closed:
                self.moving_on[name] += self.displaced[name]
                self.displaced[name] = 0
        destinations = {name for name in self.shelters if self.stays(name)}
        self.table = self.choices_on_map(set(self.now.open), destinations)

    def pressure(self, place: str) -> float:
        """Return the intensity of the conflict at a place, faded since its onset."""
        if place not in self.now.intensity:
            return 0.0
        return self.now.intensity[place] * math.exp(-(self.day - self.onset[place]) / self.p.departure_decay_days)

    def u(self, purpose: int, *things: tuple[str, ...], again: int | None = None) -> float:
        """Return today's number for a purpose and a thing or two."""
        return uniform(self.key, purpose, self.day if again is None else 3 * self.day + again, *things)

    def whole(self, per_day: float) -> float:
        """Return how many people so many a day are today: in draws, as many as are complete by now and were not yet."""
        if not self.draws or per_day == math.inf:
            return per_day
        return math.floor(per_day * (self.day + 1)) - math.floor(per_day * self.day)

    def departures(self) -> Persons:
        """Return who leaves each place today; from a place without a way out nobody does."""
        way_out = {name: sum(self.weigh(name, look_at_room=False).values()) > 0 for name in self.places}
        self.trapped = {name for name in self.places if not way_out[name]}
        stated = {name: min(self.whole(self.now.stated[name]), self.residents[name]) for name in self.places}
        self.share_out(stated)
        leavers: Persons = dict.fromkeys(self.places, 0)
        for name in self.places:
            if name in self.trapped:
                continue
            chance = 1 - math.exp(-self.p.departure_rate * self.pressure(name))
            leaving = take(self.draws, self.residents[name], chance, self.u(streams.LEAVE_HOME, (name,)))
            leaving += min(stated[name], self.residents[name] - leaving)
            self.residents[name] -= leaving
            self.away[name] += leaving
            self.note("departures", name, leaving)
            onward = self.onward(name, chance)
            self.displaced[name] -= onward
            self.note("onward_departures", name, onward)
            leavers[name] = leaving + onward
        return leavers

    def share_out(self, stated: Persons) -> None:
        """Add the departures stated for no place: by population, intensity and decay; what is left over twice more."""
        people = self.whole(self.now.anywhere)
        for again in range(3):
            free = {n for n in self.places if self.residents[n] > stated[n] and n not in self.trapped}
            first = {n: (self.places[n].population or 0) * self.pressure(n) for n in sorted(free)}
            wanted = people
            rest = {name: weight for name, weight in first.items() if weight > 0}
            if not rest or people < 1e-9:
                return
            for name, weight in list(rest.items()):
                chance = weight / sum(rest.values()) if len(rest) > 1 else 1.0
                asked = take(self.draws, wanted, chance, self.u(streams.SHARE_OUT, (name,), again=again))
                wanted -= asked
                del rest[name]
                given = min(asked, self.residents[name] - stated[name])
                stated[name] += given
                people -= given

    def onward(self, name: str, chance: float) -> float:
        """Return how many displaced people leave a place for anywhere; some set out for an open crossing at once."""
        u = self.u(streams.LEAVE_PLACE, (name,))
        if name in self.now.intensity:
            return take(self.draws, self.displaced[name], chance, u)
        if self.places[name].kind != "site":
            return take(self.draws, self.displaced[name], self.p.onward_settlement_per_day, u)
        for choice in self.table[name] if name not in self.abroad else []:
            near = choice.gate and choice.km <= self.p.near_side_km and self.now.limit[choice.gate] == math.inf
            if choice.gate and near and choice.gate[1] in self.abroad and self.draw_of(name, choice) > 0:
                u_draw = self.u(streams.DRAW_ON, (name,), choice.thing)
                going = take(self.draws, self.displaced[name], self.p.draw_on_per_day, u_draw)
                self.displaced[name] -= going
                self.note("onward_departures", name, going)
                self.send(choice, going, self.day)
        over = min(self.displaced[name], max(0, self.stock(name) - self.now.capacity[name]))
        over = int(over) if self.draws else over
        onward = take(self.draws, self.displaced[name] - over, self.p.onward_site_per_day, u)
        u_over = self.u(streams.LEAVE_OVERFLOW, (name,))
        return onward + take(self.draws, over, self.p.onward_overflow_per_day, u_over)

    def choice(self, leavers: Persons) -> None:
        """Send out those who leave, and those who have to move on: for them, staying where they are is a choice too."""
        for name in self.places:
            weights, full = self.weigh(name, look_at_room=True), self.weigh(name, look_at_room=False)
            all_full = not sum(weights.values())
            self.spread(name, full if all_full else weights, leavers[name], streams.CHOOSE, (name,), 0.0, self.day)
            here = self.pull(name) * self.discount(0.0) if self.stays(name) else 0.0
            room_here = here * self.room[name]
            if all_full and not room_here:
                weights, room_here = full, here
            people = self.moving_on[name]
            stay = self.spread(name, weights, people, streams.CHOOSE_ANEW, (name,), room_here, self.day)
            self.note("onward_departures", name, people - stay)
            if self.stays(name):
                self.moving_on[name] = 0
                self.displaced[name] += stay
                self.note("arrivals", name, stay)
            else:
                self.moving_on[name] = stay

    def spread(
        self,
        origin: str,
        weights: dict[Choice, float],
        people: float,
        purpose: int,
        chooser: tuple[str, ...],
        staying: float,
        start: int,
    ) -> float:
        """Divide people over choices, one after the other, each among those who are left; return how many stay."""
        left = [(choice, weight) for choice, weight in weights.items() if weight > 0]
        while left and people > 0:
            choice, weight = left[0]
            chance = weight / (sum(w for _, w in left) + staying) if len(left) > 1 or staying > 0 else 1.0
            going = take(self.draws, people, chance, self.u(purpose, chooser, choice.thing))
            people -= going
            self.send(choice, going, start)
            left.pop(0)
        return max(people, 0)

    def send(self, choice: Choice, people: float, start: int) -> None:
        """Let people set out on a day; who is on a link when it is cut, or comes to it later, stops at its near end."""
        if people <= 0:
            return
        km, at = 0.0, start
        for link in choice.path:
            enters = start + math.floor(km / self.p.speed_km_per_day)
            km += self.km[link]
            arrives = start + days_on_the_way(km, self.p.speed_km_per_day)
            cut = self.next_cut(link)
            if enters < min(cut, len(self.days)):
                self.flows[enters][link] += people
            if cut <= arrives:
                self.journeys.append(Journey(max(cut, at), choice.place, people, stops_at=link[0]))
                return
            at = arrives
        self.journeys.append(Journey(at, choice.place, people, gate=choice.gate))

    def next_cut(self, link: Link) -> int:
        """Return the next day on which an open link is cut, or a day that never comes."""
        later = range(self.day + 1, len(self.days))
        cuts = [d for d in later if link in self.days[d - 1].open and link not in self.days[d].open]
        return min(cuts, default=10**9)

    def arrival(self) -> None:
        """Let those whose journey ends today arrive."""
        for journey in [journey for journey in self.journeys if journey.arrives == self.day]:
            self.journeys.remove(journey)
            place, people = journey.place, journey.people
            if journey.stops_at:
                self.moving_on[journey.stops_at] += people
            elif journey.gate:
                self.waiting[journey.gate] += people
                self.note("arrivals", journey.gate[0], people)
            elif journey.going_home:
                self.residents[place] += people
                self.note("returns", place, people)
            else:
                self.note("arrivals", place, people)
                (self.moving_on if place in self.now.site_closed else self.displaced)[place] += people

    def crossings(self) -> None:
        """Let people through the gates; of those who still wait, some find shelter close by and some turn back."""
        self.look()
        for gate in self.gates:
            near, far = gate
            through = min(self.waiting[gate], self.whole(self.now.limit[gate]))
            self.waiting[gate] -= through
            self.moving_on[far] += through
            self.flows[self.day][gate] += through

            def close_by(choice: Choice) -> bool:
                is_site = choice.gate is None and self.places[choice.place].kind == "site"
                return is_site and choice.km <= self.p.near_side_km

            def elsewhere(choice: Choice, gate: Link = gate) -> bool:
                return choice.gate != gate

            self.leave_gate(gate, close_by, self.p.settle_per_day, streams.SETTLE, streams.CHOOSE_SHELTER)
            chance = 1 - math.exp(-1 / self.p.patience_days)
            back = self.leave_gate(gate, elsewhere, chance, streams.TURN_BACK, streams.CHOOSE_RETREAT)
            self.note("turning_back", near, back)

    def leave_gate(self, gate: Link, wanted: Callable[[Choice], bool], chance: float, leave: int, choose: int) -> float:
        """Let some of those who wait set out this evening for choices of one sort, if there are any."""
        all_weights = self.weigh(gate[0], look_at_room=True)
        weights = {choice: weight for choice, weight in all_weights.items() if wanted(choice)}
        if not sum(weights.values()):
            return 0
        leaving = take(self.draws, self.waiting[gate], chance, self.u(leave, gate))
        self.waiting[gate] -= leaving
        self.spread(gate[0], weights, leaving, choose, gate, 0.0, self.day + 1)
        return leaving

    def returns(self) -> None:
        """Let displaced people who came since the start set out for safe homes in their region."""
        came = {name: max(0, self.displaced[name] - self.at_first[name]) for name in self.places}
        safe = {name: self.away[name] * (name not in self.now.dangerous) for name in self.places}
        free = {link for link in self.now.open if self.now.limit.get(link, math.inf) == math.inf}
        usable = {link: km for link, km in self.km.items() if link in free}
        chances = {}
        for name in self.places:
            newcomers = sum(came[other] for other in self.places if other in self.region[name])
            can_go = sum(safe[other] for other in self.places if other in self.region[name])
            chances[name] = self.p.return_per_day * min(1.0, can_go / newcomers) if newcomers > 0 else 0.0
        km_home = {home: way_home(home, usable) for home in self.places if safe[home] > 0}
        for name in self.places:
            going = take(self.draws, came[name], chances[name], self.u(streams.RETURN, (name,)))
            homes = [home for home in km_home if name in km_home[home] and self.away[home] > 0]
            missed = {home: self.away[home] for home in homes}
            for home in homes:
                chance = missed[home] / sum(missed.values()) if len(missed) > 1 else 1.0
                wish = take(self.draws, going, chance, self.u(streams.CHOOSE_HOME, (name,), (home,)))
                setting_out = min(wish, missed.pop(home))
                going -= setting_out
                self.displaced[name] -= setting_out
                self.away[home] -= setting_out
                days = max(1, math.ceil(km_home[home][name] / self.p.speed_km_per_day))
                if setting_out > 0:
                    self.journeys.append(Journey(self.day + days, home, setting_out, going_home=True))

    # The books of the evening

    def note(self, measure: str, place: str, people: float) -> None:
        """Add people to a measure of today."""
        self.record[measure][self.day][place] += people

    def write(self) -> None:
        """Write down who is where."""
        for name in self.places:
            stock = self.stock(name)
            self.note("stock", name, stock)
            self.note("overflow", name, max(0, stock - self.now.capacity[name]))
            enclosed = not any(here == name for here, _ in self.now.open)
            in_danger = enclosed or name in self.now.intensity
            if in_danger and name in self.trapped and name in self.has_way_out and name not in self.abroad:
                self.note("trapped", name, self.residents[name] + stock)
        for gate, waiting in self.waiting.items():
            self.note("waiting", gate[0], waiting)
            self.note("stock", gate[0], waiting)
        for journey in self.journeys:
            self.note("in_transit", journey.place, journey.people)


def simulate_member(
    scenario: Scenario, p: Parameters, key: int, draws: bool, most: int, calm_days: int
) -> tuple[dict[str, list[Persons]], list[dict[Link, float]]]:
    """Run one member; return measure -> day -> place -> persons, and day -> directed link -> persons."""
    member = Member(scenario, p, key, draws, most, calm_days)
    member.run()
    return member.record, member.flows
