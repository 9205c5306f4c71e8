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
  }

  // What each box has: a name, the way to its claim's entry in the annex, and a head with a link to where the claim
  // stands, a button that copies and one that closes.
  function dress(box) {
    const claim = document.querySelector("a.claim[data-open='" + box.id + "']");
    const basis = box.querySelector(".basis"), entry = document.createElement("a");
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-label", claim.getAttribute("aria-label").replace(/^(.*) \(evidence: (.*)\)$/s, "Evidence for $1: $2"));
    entry.href = claim.getAttribute("href");
    entry.textContent = box.parentElement.dataset.where + ": " + claim.dataset.n;
    entry.addEventListener("click", () => box.hidePopover());
    basis.append(" ", entry);
    const line = document.createElement("p"), link = document.createElement("a");
    const button = (words) => {
      const made = document.createElement("button");
      made.type = "button";
      made.textContent = words;
      return made;
    };
    line.className = "evidence-head";
    link.className = "link";
    link.href = "#at-" + box.id.slice("open-".length);
    link.textContent = "Link";
    link.addEventListener("click", () => box.hidePopover());
    const copying = button("Copy with citation"), close = button("Close");
    copying.className = "copy";
    copying.addEventListener("click", () => copy(copying));
    close.autofocus = true;
    close.addEventListener("click", () => box.hidePopover());
    line.append(link, " ", copying, " ", close);
    box.prepend(line);
  }

  // Opens a box of evidence beside what asks for it, inside the window.
  function open(box, asker, point) {
    if (!box || !box.showPopover) return false;
    if (box.matches(":popover-open")) return true;
    if (!box.querySelector(".evidence-head")) dress(box);
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
      const name = decodeURIComponent(location.hash.slice(1).split("?")[0]);
      if (name === "" || name === "filter" || document.getElementById(name)) return;
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
    const views = [];
    const lanes = new Set();
    if (typeof window.vegaEmbed !== "function") { control(); return; }
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
        views.push({ view: embedded.view, spec, place: script.closest(".chart") });
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

    function lanesOf(spec) {
      return [...new Set(rowsOf(spec).map((row) => row.lane).filter(Boolean))];
    }

    function collect(spec) {
      rowsOf(spec).forEach((row) => { if (row.lane && row.state) lanes.add(row.lane); });
    }

    // One choice for all charts. Of few meetings a counterpart is highlighted; of many there are filters.
    function control() {
      const first = document.querySelector(".chart");
      const held = document.querySelector("script.meetings");
      if (held) filters(JSON.parse(held.textContent), views);
      else if (first && lanes.size > 1) {
        // a chart without the counterpart chosen stays as it is: faded as a whole it would say nothing
        const choose = (value) => views.forEach(({ view, spec }) => {
          view.signal("highlight", lanesOf(spec).includes(value) ? value : "all").runAsync();
        });
        first.before(sideBySide([["all", "All"], ...[...lanes].map((lane) => [lane, lane])], choose));
      }
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

  function rowsOf(part, into = []) {
    if (part && typeof part === "object") {
      Object.values(part.datasets || {}).forEach((values) => into.push(...values));
      if (part.data && part.data.values) into.push(...part.data.values);
      Object.entries(part).forEach(([name, inner]) => { if (name !== "datasets") rowsOf(inner, into); });
    }
    return into;
  }

  // Filters by counterpart, kind and years, kept in the address. In charts the marks of other meetings fade, and cells
  // are counted anew; rows of tables and sentences on other meetings alone are hidden; a live sentence says so.
  // `held` says of each meeting what it is, and of each claim on which meetings it stands (brief/filters.py).
  function filters(held, views) {
    const all = held.meetings.map(([lane, kind, year]) => ({ lane: held.lanes[lane], kind: held.kinds[kind], year }));
    const counted = new Set(held.counted.map(String));
    const years = [...new Set(all.map((one) => one.year).filter((year) => year > 0))].sort();
    const undated = all.filter((one) => one.year < 0).length;
    const form = document.createElement("form"), told = document.createElement("output"), fields = {};
    form.className = "highlight filters";
    form.setAttribute("aria-label", "Filter meetings");
    form.addEventListener("submit", (event) => event.preventDefault());
    const field = (name, words, options) => {
      const label = document.createElement("label"), list = document.createElement("select");
      options.forEach((value) => list.append(new Option(value, value)));
      list.name = name;
      list.addEventListener("change", () => { follow(); keep(); });
      label.append(words + " ", list);
      form.append(label);
      fields[name] = list;
    };
    const everything = ["All"];
    field("with", "Counterpart", everything.concat(held.lanes));
    field("kind", "Kind", everything.concat(held.kinds));
    if (years.length > 1) {
      field("from", "From", years);
      field("to", "To", [...years].reverse());
    }
    const reset = document.createElement("button");
    reset.type = "button";
    reset.textContent = "Show all";
    reset.addEventListener("click", () => {
      Object.values(fields).forEach((list) => { list.selectedIndex = 0; });
      follow();
      keep();
    });
    told.id = "filter-told";
    told.setAttribute("aria-live", "polite");
    form.append(reset, told);
    const first = document.querySelector(".chart"), section = document.getElementById("sec-meetings");
    const place = first ? first.closest(".quarto-float, figure") || first : section;
    if (!place) return;
    place.before(form);

    const parts = followers();
    document.querySelectorAll(".chart-drawing").forEach((drawing) => drawing.setAttribute("aria-describedby", told.id));

    function noted(words) {
      const note = document.createElement("p");
      note.className = "hint";
      note.textContent = words;
      note.hidden = true;
      return note;
    }

    // What hides: rows, columns that are on one meeting each, and sentences; with the meetings they stand on.
    function followers() {
      const named = (part) => [...part.querySelectorAll("a.claim")].map((claim) => claim.dataset.n);
      const on = (...inside) => {
        const marks = inside.flatMap((part) => [...part.querySelectorAll(".of")]);
        if (marks.length) return marks.flatMap((mark) => mark.dataset.meetings.split(" ").filter(Boolean).map(Number));
        const known = inside.flatMap(named).map((n) => held.claims[n]).filter((one) => one !== undefined);
        return known.length === 0 || known.includes(0) ? null : known.flat();
      };
      const made = { rows: [], columns: [], sentences: [], lists: [], counts: [] };
      document.querySelectorAll("main tbody").forEach((body) => {
        const own = [...body.rows].map((row) => ({ parts: [row], on: on(row) }));
        made.rows.push(...own.filter((row) => row.on));
        const table = body.closest("table"), heads = table.tHead ? [...table.tHead.rows] : [];
        const columns = [...(body.rows[0] ? body.rows[0].cells : [])].map((_, i) => {
          const cells = [...heads, ...body.rows].map((row) => row.cells[i]).filter(Boolean);
          return { parts: cells, on: on(...cells) };
        }).filter((column) => column.on && new Set(column.on).size === 1);
        if (columns.length > 1) made.columns.push(...columns);
        const note = noted("No row of this table is on the meetings chosen.");
        const frame = table.closest(".table-frame") || table;
        frame.after(note);
        made.lists.push({ items: [...body.rows], frame, note });
        body.querySelectorAll("a.claim").forEach((claim) => {
          const n = claim.dataset.n;
          if (counted.has(n)) {
            made.counts.push({ claim, on: held.claims[n], said: claim.textContent, label: claim.getAttribute("aria-label") });
          }
        });
      });
      const messages = [...document.querySelectorAll(".key-messages ol > li")];
      messages.forEach((item, n) => { item.value = n + 1; });
      if (messages.length) {
        const note = noted("No key message is on the meetings chosen.");
        messages[0].parentElement.after(note);
        made.lists.push({ items: messages, frame: messages[0].parentElement, note });
      }
      const apart = "table, figure, .quarto-float, .popovers, .evidence, .hint, .about, .callout, nav, form";
      document.querySelectorAll("main li, main p").forEach((part) => {
        if (part.closest(apart) || (part.tagName === "P" && part.closest("li"))) return;
        const own = on(part);
        if (own) made.sentences.push({ parts: [part], on: own });
      });
      return made;
    }

    function follow() {
      const lane = fields.with.value, kind = fields.kind.value;
      const bounds = fields.from ? [Number(fields.from.value), Number(fields.to.value)].sort((a, b) => a - b) : [];
      const narrowed = fields.from && (fields.from.selectedIndex > 0 || fields.to.selectedIndex > 0);
      const isLane = (one) => lane === "All" || one.lane === lane;
      const isOther = (one) => (kind === "All" || one.kind === kind)
        && (!narrowed || (one.year >= bounds[0] && one.year <= bounds[1]));
      const fits = all.map((one) => isLane(one) && isOther(one));
      const whole = fits.every(Boolean);
      const hide = (items) => items.filter((item) => {
        const out = !item.on.some((n) => fits[n]);
        item.parts.forEach((part) => { part.hidden = out; });
        return out;
      }).length;
      if (whole) [...parts.rows, ...parts.columns, ...parts.sentences].forEach((item) => {
        item.parts.forEach((part) => { part.hidden = false; });
      });
      const columns = whole ? 0 : hide(parts.columns), rows = whole ? 0 : hide(parts.rows);
      const sentences = whole ? 0 : hide(parts.sentences);
      parts.lists.forEach(({ items, frame, note }) => {
        const empty = items.length > 0 && items.every((item) => item.hidden);
        frame.hidden = empty;
        note.hidden = !empty;
      });
      parts.counts.forEach(({ claim, on, said, label }) => {
        const n = on.filter((one) => fits[one]).length;
        const now = n === on.length ? said : n + " of " + said;
        claim.textContent = now;
        if (label) claim.setAttribute("aria-label", now + label.slice(said.length));
      });
      views.forEach(({ view, spec, place }) => draw(view, spec, place, lane, kind, narrowed ? bounds : [-9999, 9999], isOther));
      const count = (n, one, many) => n + " " + (n === 1 ? one : many);
      const gone = [[rows, "row", "rows"], [columns, "column", "columns"], [sentences, "sentence", "sentences"]]
        .filter(([n]) => n > 0).map(([n, one, many]) => count(n, one, many));
      told.textContent = whole ? "" : fits.filter(Boolean).length + " of " + count(all.length, "meeting", "meetings")
        + ". Marks of other meetings are faded" + (gone.length ? "; hidden, because on others alone: " + gone.join(", ") : "")
        + ". " + (narrowed && undated ? "Meetings without a day (" + undated + ") lie in no years. " : "")
        + "Titles and sentences are on all meetings.";
    }

    // A chart follows all three: by the parameters that each has, and by numbers counted anew.
    function draw(view, spec, place, lane, kind, bounds, isOther) {
      const heads = {}, sets = Object.entries(spec.datasets || {}), every = sets.flatMap(([, rows]) => rows);
      const alone = new Set(every.map((row) => row.lane)); // counterparts that are not among the others
      const shown = lane === "All" || alone.has(lane) || !alone.has("others") ? lane : "others";
      const isShown = (row) => (shown === "All" || row.lane === shown)
        && (kind === "All" || row.kind === undefined || row.kind === kind)
        && (row.year === undefined || (row.year >= bounds[0] && row.year <= bounds[1]));
      let left = 0;
      sets.forEach(([name, rows]) => {
        if (rows.length && rows[0].of) {
          const cells = rows.map((row) => recounted(row, alone, lane, isOther, heads)).filter(Boolean);
          view.data(name, cells);
          left += cells.filter(isShown).length;
        } else left += rows.filter((row) => row.kind !== undefined && isShown(row)).length;
      });
      view.signal("highlight", lane === "All" ? "all" : shown).signal("only", kind === "All" ? "all" : kind)
        .signal("years", bounds).signal("heads", heads).runAsync();
      let note = place.querySelector(".none-chosen");
      if (!note) {
        note = noted("Nothing in this chart is on the meetings chosen.");
        note.classList.add("none-chosen");
        place.prepend(note);
      }
      note.hidden = left > 0;
    }

    // A cell counted over the meetings chosen. Columns of other counterparts keep theirs and fade; that of all others
    // counts the one chosen, where it is among them.
    function recounted(row, alone, lane, isOther, heads) {
      const isOf = row.lane !== "others" ? (one) => one.lane === row.lane
        : (one) => !alone.has(one.lane) && (lane === "All" || alone.has(lane) || one.lane === lane);
      const counts = (one) => isOf(one) && isOther(one);
      const size = all.filter(counts).length;
      const left = row.of.filter((code) => counts(all[code >> 2]));
      heads[row.column] = row.column.replace(/\d+$/, size);
      const n = left.length;
      if (n === 0) return null; // (entries alone: a copy with Vega's own mark would be taken for the row that it is of)
      const titles = left.every((code) => code & 2), background = left.every((code) => code & 1);
      return {
        ...Object.fromEntries(Object.entries(row)),
        shown: n + (titles ? "\u2020" : ""),
        said: n + " of " + size + (size === 1 ? " meeting" : " meetings")
          + (background ? ", only as background" : "") + (titles ? ", only in the title of a plan" : ""),
        tint: Math.min(3, Math.max(0, Math.min(Math.ceil(n / size * 4), n) - 1)),
        is_background: background,
        claim: n === row.of.length ? row.claim : null,
      };
    }

    // The address: #section?with=…&kind=…&from=…&to=…, where #filter stands for no section.
    function chosen() {
      const said = new URLSearchParams();
      Object.entries(fields).forEach(([name, list]) => { if (list.selectedIndex > 0) said.set(name, list.value); });
      return said.toString();
    }

    function keep() {
      const at = location.hash.slice(1).split("?")[0] || "filter", said = chosen();
      history.replaceState(null, "", "#" + at + (said ? "?" + said : ""));
    }

    function restore() {
      const [at, said] = location.hash.slice(1).split("?");
      if (said === undefined) { if (at !== "" && chosen()) keep(); return; }
      const asked = new URLSearchParams(said);
      Object.entries(fields).forEach(([name, list]) => {
        const found = [...list.options].findIndex((option) => option.value === asked.get(name));
        list.selectedIndex = Math.max(0, found);
      });
      follow();
      const section = document.getElementById(decodeURIComponent(at));
      if (section) section.scrollIntoView();
    }

    window.addEventListener("hashchange", restore);
    restore();
  }
})();
