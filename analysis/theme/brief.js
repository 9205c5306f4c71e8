// What a script adds to a page that is whole without it: charts that answer, one counterpart
// highlighted across them, search in the evidence annex, frames that take the focus only if they scroll.
"use strict";

(function () {
  const root = document.documentElement;
  root.classList.add("js");

  // No text becomes markup here: Vega empties an element so, and nothing else is let through.
  if (window.trustedTypes) {
    window.trustedTypes.createPolicy("default", { createHTML: (text) => (text === "" ? text : null) });
  }

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

  contents();
  search();
  charts();

  // The contents say where the reader is: in the last section that began above a third of the window.
  function contents() {
    const sections = [...document.querySelectorAll("nav#TOC > ul > li > a[href^='#']")]
      .map((link) => [link, document.getElementById(decodeURIComponent(link.hash.slice(1)))])
      .filter(([, section]) => section);
    const mark = () => {
      const begun = sections.filter(([, section]) => section.getBoundingClientRect().top < window.innerHeight / 3);
      const current = begun.length ? begun[begun.length - 1][0] : null;
      sections.forEach(([link]) => {
        if (link === current) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      });
    };
    const watch = new IntersectionObserver(mark, { rootMargin: "9999999px 0px -66% 0px" }); // all that lies above
    sections.forEach(([, section]) => watch.observe(section));
  }

  function search() {
    const texts = document.querySelector(".evidence-texts");
    if (!texts) return;
    const box = document.createElement("form");
    box.className = "search";
    box.setAttribute("role", "search");
    const label = document.createElement("label"), input = document.createElement("input");
    const told = document.createElement("output");
    input.id = label.htmlFor = "evidence-search";
    told.setAttribute("for", "evidence-search");
    label.textContent = "Search the sentences";
    input.type = "search";
    input.autocomplete = "off";
    box.append(label, input, told);
    box.addEventListener("submit", (event) => event.preventDefault());
    // Each text with its heading, what it is about, and its sentences.
    const parts = [];
    texts.querySelectorAll("h4, h4 ~ p, .sentences").forEach((part) => {
      if (part.localName === "h4") parts.push([]);
      parts[parts.length - 1].push(part);
    });
    const sentences = [...texts.querySelectorAll(".sentences > li")];
    const words = sentences.map((sentence) => sentence.textContent.toLowerCase());
    texts.prepend(box);

    const filter = () => {
      const sought = input.value.trim().toLowerCase();
      let found = 0;
      sentences.forEach((sentence, i) => {
        sentence.hidden = sought !== "" && !words[i].includes(sought);
        if (!sentence.hidden) found += 1;
      });
      parts.forEach((part) => {
        const none = sought !== "" && !part[part.length - 1].querySelector("li:not([hidden])");
        part.forEach((piece) => { piece.hidden = none; });
      });
      told.textContent = sought === "" ? "" : found + (found === 1 ? " sentence" : " sentences");
    };
    input.addEventListener("input", filter);

    // Where a link leads to what the search hides, the search gives way.
    const uncover = (hash) => {
      const target = hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1)));
      if (!target || !target.closest(".evidence-texts [hidden]")) return null;
      input.value = "";
      filter();
      return target;
    };
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[href^='#']");
      if (link) uncover(link.hash);
    });
    window.addEventListener("hashchange", () => {
      const target = uncover(location.hash);
      if (target) target.scrollIntoView();
    });

    const measure = () => texts.style.setProperty("--search-height", box.offsetHeight + "px");
    new ResizeObserver(measure).observe(box);
    measure();
    if (texts.querySelector(":target")) texts.querySelector(":target").scrollIntoView();
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
      if (item.datum && item.datum.claim) {
        tooltip.append("Select to see the sentences");
        event.target.style.cursor = "pointer";
      }
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
        const named = lanesOf(spec);
        views.push({ view: embedded.view, shows: (lane) => named.some((one) => one.includes(lane)) });
        embedded.view.addEventListener("click", (event, item) => openClaim(event, item && item.datum));
      });
    });

    Promise.all(drawn).then(() => { control(); root.dataset.charts = "live"; });

    // A number of the chart opens its sentences, as it does in the chart's data, beside the pointer.
    function openClaim(event, datum) {
      const box = datum && datum.claim && document.getElementById("open-" + datum.claim);
      if (!box || !box.showPopover || box.matches(":popover-open")) return;
      Object.assign(box.style, { inset: "auto", positionArea: "none" });
      box.showPopover();
      const room = 12, below = event.clientY + room;
      const fits = below + box.offsetHeight + room <= window.innerHeight;
      box.style.left = Math.max(room, Math.min(event.clientX, root.clientWidth - box.offsetWidth - room)) + "px";
      box.style.top = (fits ? below : Math.max(room, event.clientY - room - box.offsetHeight)) + "px";
      tooltip.hidden = true;
      const done = (change) => {
        if (change.newState === "open") return;
        box.removeAttribute("style");
        box.removeEventListener("toggle", done);
      };
      box.addEventListener("toggle", done);
    }

    function rowsOf(part, into = []) {
      if (part && typeof part === "object") {
        Object.values(part.datasets || {}).forEach((values) => into.push(...values));
        if (part.data && part.data.values) into.push(...part.data.values);
        Object.entries(part).forEach(([name, inner]) => { if (name !== "datasets") rowsOf(inner, into); });
      }
      return into;
    }

    function lanesOf(spec) {
      return [...new Set(rowsOf(spec).map((row) => row.lane).filter(Boolean))];
    }

    function collect(spec) {
      rowsOf(spec).forEach((row) => { if (row.lane && row.state) lanes.add(row.lane); });
    }

    // One choice for all charts: side by side while they are few, else a list that opens.
    function control() {
      const first = document.querySelector(".chart");
      if (!first || lanes.size < 2) return;
      // a chart without the counterpart chosen stays as it is: faded as a whole it would say nothing
      const choose = (value) => views.forEach(({ view, shows }) => {
        view.signal("highlight", shows(value) ? value : "all").runAsync();
      });
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
