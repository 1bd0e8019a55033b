"use strict";
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const slider = document.getElementById("day");
  const play = document.getElementById("play");
  const variant = document.getElementById("variant");
  const tip = document.getElementById("tip");
  const regimes = { o: "open", l: "limited", s: "shut", c: "cut" };
  let v = 0;
  let frame = Number(slider.value);
  let timer = null;

  // Figures as in the text: two significant digits, three above 100,000.
  function persons(value) {
    if (value === null) return "below " + data.below;
    const size = Math.abs(value);
    const digits = size >= 100000 ? 3 : 2;
    if (size < 100) return String(Math.round(value));
    const step = Math.pow(10, Math.floor(Math.log10(size)) + 1 - digits);
    return (Math.round(value / step) * step).toLocaleString("en-GB");
  }

  function short(value) {
    if (value === null) return "<" + data.below;
    if (value < 1) return "";
    if (value >= 999500) return (value / 1e6).toFixed(1).replace(".0", "") + "M";
    if (value >= 9950) return Math.round(value / 1e3) + "k";
    if (value >= 1000) return (value / 1e3).toFixed(1).replace(".0", "") + "k";
    return String(value);
  }

  function between(low, high) {
    if (low === null) return high === null ? persons(null) : "few to " + persons(high);
    const a = persons(low), b = persons(high);
    return a === b ? a : a + " to " + b;
  }

  function radius(value, largest) {
    return value ? largest * Math.sqrt(value / data.biggest) : 0;
  }

  function ribbon(numbers, width) {
    const left = [], right = [];
    for (let i = 0; i < numbers.length; i += 4) {
      const [x, y, nx, ny] = numbers.slice(i, i + 4);
      left.push((x + nx * width).toFixed(1) + " " + (y + ny * width).toFixed(1));
      right.unshift((x - nx * width).toFixed(1) + " " + (y - ny * width).toFixed(1));
    }
    return "M" + left.concat(right).join("L") + "z";
  }

  const maps = Array.from(document.querySelectorAll(".map-grid .map"));
  maps.forEach(function (map) {
    map.querySelectorAll(".flow").forEach(function (path) {
      path.numbers = path.dataset.c.split(" ").map(Number);
    });
  });

  function describe(p) {
    const total = data.stock[v][p][frame];
    const words = [persons(total) + (total === null ? "" : " (" + between(data.low[v][p][frame], data.high[v][p][frame]) + ")")];
    if (data.waiting[v][p][frame] >= 1) words.push(persons(data.waiting[v][p][frame]) + " waiting");
    if (data.overflow[v][p][frame] >= 1) words.push(persons(data.overflow[v][p][frame]) + " beyond capacity");
    return words.join(", ");
  }

  function drawMap(map) {
    const largest = Number(map.dataset.radius), widest = Number(map.dataset.flow);
    map.querySelectorAll(".place").forEach(function (group) {
      const p = Number(group.dataset.p);
      group.setAttribute("aria-label", data.places[p] + ": " + describe(p));
      group.querySelector(".conflict").setAttribute("display", data.conflict[v][frame].includes(p) ? "inline" : "none");
      if (!data.scaled[p]) return;
      const total = data.stock[v][p][frame] || 0;
      const inner = Math.max(total - (data.waiting[v][p][frame] || 0), 0);
      const settled = Math.max(inner - (data.overflow[v][p][frame] || 0), 0);
      [[".waiting", total], [".overflow", inner], [".settled", settled]].forEach(function (part) {
        group.querySelector(part[0]).setAttribute("r", radius(part[1], largest).toFixed(1));
      });
    });
    map.querySelectorAll(".flow").forEach(function (path) {
      const value = data.flows[v][Number(path.dataset.f)][frame];
      path.setAttribute("d", value >= Math.max(1, 0.01 * data.fastest) ? ribbon(path.numbers, Math.max(1, widest * value / data.fastest)) : "");
    });
    map.querySelectorAll(".gate").forEach(function (gate) {
      const regime = regimes[data.gates[Number(gate.dataset.g)][v][frame]];
      gate.querySelector("use").setAttribute("href", "#sign-" + regime);
    });
    map.querySelectorAll("[data-cut]").forEach(function (sign) {
      sign.setAttribute("display", data.cuts[Number(sign.dataset.cut)][v][frame] === "1" ? "inline" : "none");
    });
    map.querySelectorAll("[data-figure]").forEach(function (text) {
      text.textContent = short(data.stock[v][Number(text.dataset.figure)][frame]);
    });
  }

  function draw() {
    maps.forEach(drawMap);
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

  slider.addEventListener("input", function () { stop(); frame = Number(slider.value); draw(); });
  play.addEventListener("click", function () {
    if (timer) { stop(); return; }
    if (frame === data.dates.length - 1) frame = 0;
    play.textContent = "Pause";
    timer = setInterval(function () {
      frame += 1;
      draw();
      if (frame === data.dates.length - 1) stop();
    }, Math.max(120, 12000 / data.dates.length));
  });
  if (variant) variant.addEventListener("change", function () { v = Number(variant.value); draw(); });

  function show(title, text, x, y) {
    tip.textContent = "";
    const heading = document.createElement("b");
    heading.textContent = title;
    tip.append(heading, text);
    tip.hidden = false;
    const box = tip.getBoundingClientRect();
    tip.style.left = Math.max(6, Math.min(x + 14, innerWidth - box.width - 6)) + "px";
    tip.style.top = Math.max(6, y - box.height - 12 < 6 ? y + 18 : y - box.height - 12) + "px";
  }

  function hide() { tip.hidden = true; }

  document.querySelectorAll(".map-grid .place").forEach(function (group) {
    const p = Number(group.dataset.p);
    function at(x, y) { show(data.places[p], describe(p), x, y); }
    group.addEventListener("pointermove", function (event) { at(event.clientX, event.clientY); });
    group.addEventListener("pointerleave", hide);
    group.addEventListener("focus", function () {
      const box = group.getBoundingClientRect();
      at(box.x + box.width / 2, box.y + box.height / 2);
    });
    group.addEventListener("blur", hide);
  });

  document.querySelectorAll(".map-grid .flow").forEach(function (path) {
    const pair = data.pairs[Number(path.dataset.f)];
    path.addEventListener("pointermove", function (event) {
      const value = data.flows[v][Number(path.dataset.f)][frame];
      show(pair[0] + " to " + pair[1], "about " + persons(value) + " a day", event.clientX, event.clientY);
    });
    path.addEventListener("pointerleave", hide);
  });

  document.querySelectorAll(".chart[data-key]").forEach(function (chart) {
    const values = data.hover[chart.dataset.key];
    const [left, right, top, bottom] = chart.dataset.plot.split(" ").map(Number);
    const cursor = chart.querySelector(".cursor");
    const n = data.allDates.length;
    let day = n - 1;
    function at(clientX, clientY) {
      const x = left + (right - left) * day / Math.max(n - 1, 1);
      cursor.setAttribute("d", "M" + x + " " + top + "V" + bottom);
      const words = values.p ? (values.p[day] === null ? "before the forecast" : values.p[day] + " % by this date")
        : (values.m[day] === null && values.m.some(Boolean) && !data.below ? "before the forecast" : persons(values.m[day])) + (values.m[day] === null ? "" : " (" + between(values.a[day], values.b[day]) + ")");
      show(data.allDates[day], words, clientX, clientY);
    }
    function off() { hide(); cursor.setAttribute("d", ""); }
    chart.addEventListener("pointermove", function (event) {
      const box = chart.getBoundingClientRect();
      const x = (event.clientX - box.x) * chart.viewBox.baseVal.width / box.width;
      day = Math.max(0, Math.min(n - 1, Math.round((x - left) / (right - left) * (n - 1))));
      at(event.clientX, event.clientY);
    });
    chart.addEventListener("pointerleave", off);
    chart.addEventListener("blur", off);
    chart.addEventListener("keydown", function (event) {
      const step = { ArrowLeft: -1, ArrowRight: 1, Home: -n, End: n }[event.key];
      if (!step) return;
      event.preventDefault();
      day = Math.max(0, Math.min(n - 1, day + step));
      const box = chart.getBoundingClientRect();
      at(box.x + box.width * (left + (right - left) * day / Math.max(n - 1, 1)) / chart.viewBox.baseVal.width, box.y + box.height / 3);
    });
  });

  draw();
})();
