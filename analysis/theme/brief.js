// What a script adds to a page that is whole without it: evidence that opens where a claim stands and can be copied,
// search in the texts, charts that answer, one counterpart highlighted across them.
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

  claims();
  moved();
  contents();
  search();
  charts();

  // A claim opens where it stands; without a script it leads to its entry in the annex.
  function claims() {
    document.addEventListener("click", (event) => {
      const claim = event.target.closest("a.claim[data-open]");
      const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
      if (claim && plain && open(document.getElementById(claim.dataset.open), claim)) event.preventDefault();
    });
    document.querySelectorAll(".evidence a").forEach((link) => {
      link.addEventListener("click", () => link.closest(".evidence").hidePopover());
    });
    document.querySelectorAll(".evidence .copy").forEach((button) => {
      button.addEventListener("click", () => copy(button));
    });
  }

  // Opens a box of evidence beside what asks for it, inside the window.
  function open(box, asker, point) {
    if (!box || !box.showPopover) return false;
    if (box.matches(":popover-open")) return true;
    box.style.inset = "auto";
    box.showPopover();
    const room = 12, width = root.clientWidth, height = window.innerHeight;
    const lines = asker ? [...asker.getClientRects()] : [];
    const at = lines.length ? { x: lines[0].left, top: lines[0].top, bottom: lines[lines.length - 1].bottom }
      : { x: point.x, top: point.y - room, bottom: point.y + room };
    const fits = at.bottom + 6 + box.offsetHeight + room <= height;
    const top = fits ? at.bottom + 6 : at.top - 6 - box.offsetHeight;
    box.style.left = Math.max(room, Math.min(at.x, width - box.offsetWidth - room)) + "px";
    box.style.top = Math.max(room, Math.min(top, height - box.offsetHeight - room)) + "px";
    return true;
  }

  // The sentence of the brief, its evidence, where it stands, and how to cite it.
  async function copy(button) {
    const box = button.closest(".evidence");
    const name = box.id.slice("open-".length);
    const place = document.getElementById("at-" + name);
    const told = place && place.closest("li, p, td, th, figure");
    const lines = [told ? words(told) : words(box.querySelector("strong") || box)];
    box.querySelectorAll("ul:not(.names) > li").forEach((item) => {
      const said = item.querySelector("p"), from = item.querySelector(".meta");
      lines.push(from ? "\u201c" + words(said) + "\u201d (" + words(from).split(" \u00b7 ")[0] + ")" : words(item));
    });
    lines.push(document.querySelector(".popovers").dataset.citation, location.href.split("#")[0] + "#at-" + name);
    button.textContent = (await write(lines.join("\n"))) ? "Copied" : "Not copied";
    setTimeout(() => { button.textContent = "Copy with citation"; }, 2000);
  }

  function words(part) {
    return part.textContent.replace(/\s+/g, " ").trim();
  }

  async function write(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const field = document.createElement("textarea");
      field.value = text;
      (document.querySelector(".evidence:popover-open") || document.body).append(field);
      field.select();
      const done = document.execCommand("copy");
      field.remove();
      return done;
    }
  }

  // Addresses of earlier releases still lead somewhere: to the section that has their matter now.
  function moved() {
    const sections = [
      [/^claim-|^at-|^open-/, "sec-claims"], [/^[sd]-/, "sec-texts"], [/^fig-topics|^sec-topic/, "sec-topics"],
      [/^fig-timeline|^tbl-rounds/, "sec-meetings"], [/^fig-rounds/, "sec-coverage"], [/plan/, "sec-plans"],
      [/^tbl-counterparts/, "sec-counterparts"], [/^tbl-differences|^tbl-reports/, "sec-reports"],
      [/^tbl-statements/, "sec-statements"], [/./, "sec-messages"],
    ];
    const lead = () => {
      const name = decodeURIComponent(location.hash.slice(1));
      if (name === "" || name.startsWith("filter?") || document.getElementById(name)) return;
      const evidence = document.querySelector(".files a[href*='-evidence.html']");
      if (evidence && /^claim-|^[sd]-/.test(name)) { location.replace(evidence.href.split("#")[0] + location.hash); return; }
      const known = sections.find(([form, id]) => form.test(name) && document.getElementById(id));
      if (known) document.getElementById(known[1]).scrollIntoView();
    };
    window.addEventListener("hashchange", lead);
    lead();
  }

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

  // Search in the sentences of the texts and their codes, from the top of the page. Each word sought begins a word:
  // "women rights" finds "women\u2019s rights", with either apostrophe.
  function search() {
    const sentences = [...document.querySelectorAll(".sentences > li")];
    const header = document.getElementById("title-block") || document.getElementById("content");
    if (!sentences.length || !header) return;
    const box = document.createElement("form");
    box.className = "search";
    box.setAttribute("role", "search");
    const label = document.createElement("label"), input = document.createElement("input");
    const told = document.createElement("output"), finds = document.createElement("ul");
    input.id = label.htmlFor = "text-search";
    told.setAttribute("for", "text-search");
    label.textContent = "Search the texts";
    input.type = "search";
    input.autocomplete = "off";
    finds.className = "finds";
    finds.tabIndex = -1;
    finds.setAttribute("aria-label", "Sentences found");
    box.append(label, input, told, finds);
    box.addEventListener("submit", (event) => event.preventDefault());
    header.append(box);

    const fold = (text) => text.toLowerCase().replace(/[\u2018\u2019\u02bc`\u00b4]/g, "'").replace(/[\u2010-\u2014-]/g, " ");
    const sought = () => fold(input.value).split(/[^\p{L}\p{N}']+/u)
      .map((word) => word.replace(/'s?$/, "").replace(/^'/, "")).filter(Boolean);
    const begins = (word) => new RegExp("(?<![\\p{L}\\p{N}])" + word.replace(/[^\p{L}\p{N}]/gu, "\\$&") + "[\\p{L}\\p{N}']*", "gu");
    const texts = sentences.map((item) => fold(item.textContent));

    const mark = (text, patterns) => {
      const folded = fold(text), inside = new Array(text.length).fill(false);
      patterns.forEach((pattern) => {
        for (const found of folded.matchAll(pattern)) inside.fill(true, found.index, found.index + found[0].length);
      });
      const pieces = document.createDocumentFragment();
      for (let from = 0, to; from < text.length; from = to) {
        for (to = from + 1; to < text.length && inside[to] === inside[from]; to += 1);
        const piece = text.slice(from, to);
        if (inside[from]) {
          const marked = document.createElement("mark");
          marked.textContent = piece;
          pieces.append(marked);
        } else pieces.append(piece);
      }
      return pieces;
    };

    const find = () => {
      finds.replaceChildren();
      const patterns = sought().map(begins);
      const found = patterns.length
        ? sentences.filter((_, i) => patterns.every((pattern) => texts[i].search(pattern) >= 0)) : [];
      told.textContent = patterns.length === 0 ? "" : found.length + (found.length === 1 ? " sentence" : " sentences");
      found.slice(0, 60).forEach((item) => {
        const line = document.createElement("li"), link = document.createElement("a");
        const from = document.createElement("span");
        const number = item.querySelector(".number"), codes = item.querySelector(".codes");
        link.href = "#" + item.id;
        link.textContent = number.textContent;
        from.className = "from";
        from.append(codes ? mark(codes.textContent, patterns) : "");
        line.append(link, " ", mark(item.querySelector(".words").textContent, patterns), from);
        finds.append(line);
      });
    };
    input.addEventListener("input", find);
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
      if (!datum || !datum.claim) return;
      open(document.getElementById("open-" + datum.claim), null, { x: event.clientX, y: event.clientY });
      tooltip.hidden = true;
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
      if (choices.length > 9) filtered(first, choices, choose);
      else first.before(sideBySide(choices, choose));
    }

    // Of many counterparts: filters by counterpart, kind and years, kept in the address. Rows of tables follow them,
    // charts show the counterpart, and a sentence says how many meetings there are.
    function filtered(first, choices, choose) {
      const script = document.querySelector("[data-chart='timeline'] script[type='application/json']");
      const meetings = script ? rowsOf(JSON.parse(script.textContent)).filter((row) => row.state === "text_held") : [];
      const years = [...new Set(meetings.map((row) => Number(row.shown.slice(0, 4))))].sort();
      const kinds = [...new Set(meetings.map((row) => row.kind))].sort();
      const form = document.createElement("form"), told = document.createElement("output"), fields = {};
      form.className = "highlight filters";
      form.setAttribute("aria-label", "Filter meetings");
      form.addEventListener("submit", (event) => event.preventDefault());
      const field = (name, words, options) => {
        const label = document.createElement("label"), list = document.createElement("select");
        options.forEach(([value, said]) => list.append(new Option(said, value)));
        list.name = name;
        list.addEventListener("change", () => { follow(); keep(); });
        label.append(words + " ", list);
        form.append(label);
        fields[name] = list;
      };
      const each = (values) => values.map((value) => [String(value), String(value)]);
      field("with", "Counterpart", choices);
      field("kind", "Kind", [["all", "All"], ...each(kinds)]);
      field("from", "From", each(years));
      field("to", "To", each([...years].reverse()));
      told.setAttribute("aria-live", "polite");
      form.append(told);
      first.before(form);

      function keep() {
        const said = new URLSearchParams();
        Object.entries(fields).forEach(([name, list]) => { if (list.selectedIndex > 0) said.set(name, list.value); });
        history.replaceState(null, "", "#filter?" + said);
      }

      function restore() {
        if (!location.hash.startsWith("#filter?")) return;
        const said = new URLSearchParams(location.hash.slice("#filter?".length));
        Object.entries(fields).forEach(([name, list]) => {
          const at = [...list.options].findIndex((option) => option.value === said.get(name));
          list.selectedIndex = Math.max(0, at);
        });
        follow();
      }

      function follow() {
        const lane = fields.with.value, kind = fields.kind.value;
        const from = Number(fields.from.value), to = Number(fields.to.value);
        const within = (year) => year >= from && year <= to;
        const fits = (one) => (lane === "all" || one.lane === lane) && (kind === "all" || one.kind === kind)
          && within(Number(one.shown.slice(0, 4)));
        const held = meetings.filter(fits).length;
        const all = held === meetings.length;
        told.textContent = all ? "" : held + " of " + meetings.length + (meetings.length === 1 ? " meeting" : " meetings");
        document.querySelectorAll("main tbody tr").forEach((row) => {
          const heads = [...row.closest("table").querySelectorAll("thead th")].map(words);
          const cell = (...names) => row.cells[heads.findIndex((head) => names.includes(head))];
          const party = cell("Counterpart"), sort = cell("Kind", "Kind and form"), when = cell("When", "Meeting", "Since");
          if (!party && !sort && !when) return;
          const named = when ? (words(when).match(/\b(?:19|20)\d\d\b/g) || []).map(Number) : [];
          const spans = named.length === 2 && named[0] <= to && named[1] >= from;
          row.hidden = (lane !== "all" && party && words(party) !== lane)
            || (kind !== "all" && sort && !words(sort).toLowerCase().includes(kind.toLowerCase()))
            || (named.length > 0 && !spans && !named.some(within));
        });
        choose(lane);
      }

      window.addEventListener("hashchange", restore);
      restore();
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
