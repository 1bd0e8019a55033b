// The page of a run: the slider turns its maps, pointer and keys read its maps and charts. drawing.js stands before it.
const data = JSON.parse(document.getElementById("data").textContent);
const slider = document.getElementById("day");
const play = document.getElementById("play");
const variant = document.getElementById("variant");
const maps = Array.from(document.querySelectorAll(".map-grid .map"));
let v = 0;
let frame = Number(slider.value);
let timer = null;

function words(p) { return describe(data, v, p, frame) || "0"; }

function draw() {
  maps.forEach((map) => turnMap(map, data, v, frame, words));
  slider.value = frame;
  slider.setAttribute("aria-valuetext", data.dates[frame]);
  document.getElementById("date").textContent = data.dates[frame];
  document.getElementById("today").textContent = data.happens[frame];
}

function stop() {
  clearInterval(timer);
  timer = null;
  play.textContent = "Play";
}

slider.addEventListener("input", () => { stop(); frame = Number(slider.value); draw(); });
play.addEventListener("click", () => {
  if (timer) { stop(); return; }
  if (frame === data.dates.length - 1) frame = 0;
  play.textContent = "Pause";
  timer = setInterval(() => {
    frame += 1;
    draw();
    if (frame === data.dates.length - 1) stop();
  }, Math.max(120, 12000 / data.dates.length));
});
if (variant) variant.addEventListener("change", () => { v = Number(variant.value); draw(); });

document.querySelectorAll(".map-grid .place").forEach((group) => {
  const p = Number(group.dataset.p);
  group.addEventListener("pointermove", (event) => showTip(data.places[p], words(p), event.clientX, event.clientY));
  group.addEventListener("pointerleave", hideTip);
  group.addEventListener("focus", () => {
    const box = group.getBoundingClientRect();
    showTip(data.places[p], words(p), box.x + box.width / 2, box.y + box.height / 2);
  });
  group.addEventListener("blur", hideTip);
});

document.querySelectorAll(".map-grid .flow").forEach((path) => {
  const f = Number(path.dataset.f), pair = data.pairs[f];
  path.addEventListener("pointermove", (event) =>
    showTip(pair[0] + " to " + pair[1], "about " + persons(data.flows[v][f][frame], data.below) + " a day", event.clientX, event.clientY));
  path.addEventListener("pointerleave", hideTip);
});

// What a chart says on a day: a chance in per cent, or persons with their range.
function reading(values, day) {
  if (values.p) return values.p[day] === null ? "before the forecast" : values.p[day] + " % by this date";
  const median = values.m[day];
  if (median !== null) return persons(median, data.below) + " (" + between(values.a[day], values.b[day], data.below) + ")";
  return values.m.some(Boolean) && !data.below ? "before the forecast" : persons(null, data.below);
}

document.querySelectorAll(".chart[data-key]").forEach((chart) => {
  const n = data.allDates.length, values = data.hover[chart.dataset.key];
  readChart(chart, n, (day, x, y) => {
    moveCursor(chart, day, n);
    showTip(data.allDates[day], reading(values, day), x, y);
  }, () => { hideTip(); moveCursor(chart, null, n); });
});

draw();
