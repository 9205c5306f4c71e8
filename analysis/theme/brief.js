// What a script adds to a page that is whole without it: charts that answer, one counterpart
// highlighted across them, search in the evidence annex, frames that take the focus only if they scroll.
"use strict";

(function () {
  const root = document.documentElement;
  root.classList.add("js");

  // Frames that do not scroll need no stop on the way of the keyboard.
  const frames = document.querySelectorAll(".table-frame");
  const settle = () => frames.forEach((frame) => {
    if (frame.scrollWidth > frame.clientWidth) frame.setAttribute("tabindex", "0");
    else frame.removeAttribute("tabindex");
  });
  settle();
  window.addEventListener("resize", settle);
  document.querySelectorAll("details").forEach((box) => box.addEventListener("toggle", settle));

  // A link inside an opened claim leads to the annex: close the claim on the way.
  document.querySelectorAll(".evidence a").forEach((link) => {
    link.addEventListener("click", () => link.closest(".evidence").hidePopover());
  });

  search();
  charts();

  function search() {
    const texts = document.querySelector(".evidence-texts");
    if (!texts) return;
    const box = document.createElement("form");
    box.className = "search";
    box.setAttribute("role", "search");
    box.innerHTML = '<label for="evidence-search">Search the sentences</label>' +
      '<input id="evidence-search" type="search" autocomplete="off"><output for="evidence-search"></output>';
    box.addEventListener("submit", (event) => event.preventDefault());
    texts.before(box);
    const sentences = [...texts.querySelectorAll(".sentences > li")];
    const words = sentences.map((sentence) => sentence.textContent.toLowerCase());
    const told = box.querySelector("output");
    box.querySelector("input").addEventListener("input", (event) => {
      const sought = event.target.value.trim().toLowerCase();
      let found = 0;
      sentences.forEach((sentence, i) => {
        sentence.hidden = sought !== "" && !words[i].includes(sought);
        if (!sentence.hidden) found += 1;
      });
      told.textContent = sought === "" ? "" : found + (found === 1 ? " sentence" : " sentences");
    });
  }

  function charts() {
    if (typeof window.vegaEmbed !== "function") return;
    const views = [];
    const lanes = new Set();
    const tooltip = document.createElement("div");
    tooltip.className = "tooltip";
    tooltip.hidden = true;
    document.body.append(tooltip);

    const show = (handler, event, item, value) => {
      if (value === null || value === undefined || value === "") { tooltip.hidden = true; return; }
      tooltip.replaceChildren();
      Object.entries(value).forEach(([name, said]) => {
        const line = document.createElement("div");
        line.textContent = name + ": " + String(said).replaceAll("|", ", ");
        tooltip.append(line);
      });
      tooltip.hidden = false;
      const left = Math.min(event.pageX + 14, window.scrollX + root.clientWidth - tooltip.offsetWidth - 8);
      tooltip.style.left = Math.max(left, window.scrollX + 8) + "px";
      tooltip.style.top = event.pageY + 16 + "px";
    };

    const drawn = [...document.querySelectorAll(".chart script[type='application/json']")].map((script) => {
      const spec = JSON.parse(script.textContent);
      collect(spec);
      const place = script.parentElement.querySelector(".chart-drawing");
      const live = document.createElement("div");
      return window.vegaEmbed(live, spec, {
        mode: "vega-lite", ast: true, renderer: "svg", actions: false, defaultStyle: false, tooltip: show,
      }).then((embedded) => {
        const svg = live.querySelector("svg");
        svg.removeAttribute("style");
        // The drawing around it is one image with one description: its parts have none of their own.
        svg.querySelectorAll("[role]").forEach((part) => {
          part.removeAttribute("role");
          part.removeAttribute("aria-roledescription");
        });
        place.replaceChildren(live);
        place.dataset.live = "yes";
        views.push(embedded.view);
      });
    });

    Promise.all(drawn).then(() => { control(); root.dataset.charts = "live"; });

    function collect(spec) {
      Object.values(spec.datasets || {}).forEach(take);
      walk(spec);
      function walk(part) {
        if (part && typeof part === "object") {
          if (part.data && part.data.values) take(part.data.values);
          Object.values(part).forEach(walk);
        }
      }
      function take(values) {
        values.forEach((row) => { if (row.lane && row.state) lanes.add(row.lane); });
      }
    }

    // One choice for all charts: side by side while they are few, else a list that opens.
    function control() {
      const first = document.querySelector(".chart");
      if (!first || lanes.size < 2) return;
      const choose = (value) => views.forEach((view) => view.signal("highlight", value).runAsync());
      const choices = [["all", "All"], ...[...lanes].map((lane) => [lane, lane])];
      first.before(choices.length > 9 ? opened(choices, choose) : sideBySide(choices, choose));
    }

    function opened(choices, choose) {
      const box = document.createElement("label");
      box.className = "highlight";
      const list = document.createElement("select");
      choices.forEach(([value, name]) => list.append(new Option(name, value)));
      list.addEventListener("change", () => choose(list.value));
      box.append("Highlight in all charts:", list);
      return box;
    }

    function sideBySide(choices, choose) {
      const box = document.createElement("fieldset");
      box.className = "highlight";
      const legend = document.createElement("legend");
      legend.textContent = "Highlight in all charts:";
      box.append(legend);
      choices.forEach(([value, name]) => {
        const label = document.createElement("label");
        const input = document.createElement("input");
        input.type = "radio";
        input.name = "highlight";
        input.value = value;
        input.checked = value === "all";
        input.addEventListener("change", () => choose(value));
        label.append(input, name);
        box.append(label);
      });
      return box;
    }
  }
})();
