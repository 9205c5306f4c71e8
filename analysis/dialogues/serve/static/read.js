// The reading page: lines are walked and decided by keys, words are selected by mouse or arrows.
// Every change goes to the server, which saves it and sends the page's parts back.

const $ = (query, inside = document) => inside.querySelector(query);
const all = (query, inside = document) => [...inside.querySelectorAll(query)];
const page = document.body.dataset.document;
const sheet = $("#sheet");
let current = null;   // key of the line that is worked on
let form = null;      // codes and inputs
let picked = "";      // words that were selected last
let picked_at = [0, 0];
let clicked = null;   // where the mention begins that was clicked last

// What the server knows ---------------------------------------------------------------------------

let last = Promise.resolve();
let waiting = 0;      // changes that the server has not answered yet
let unsaved = 0;      // changes that it has refused
function ask(request, options) {
  // One after the other: each change is made to what the one before has saved.
  waiting += 1;
  const mine = last.then(() => send(request, options)).finally(() => (waiting -= 1));
  last = mine.catch(() => false).then((saved) => { if (!saved) unsaved += 1; });
  return mine;
}

async function leave(address) {
  // Stay until all is saved, and where something was not.
  const before = unsaved;
  if (waiting) tell(waiting === 1 ? "A change is being saved …" : `${waiting} changes are being saved …`);
  while (waiting) await last;
  if (unsaved === before) location.href = address;
}

async function send(request, { again } = {}) {
  const bar = $(".bar").dataset, opened = again === undefined ? bar.opened || null : again;
  const answer = await fetch(`/read/${encodeURIComponent(page)}/do`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ ...request, opened, shown: bar.shown, reader: $("#reader").value }),
  }).catch(() => null);
  if (answer === null) return tell("The server does not answer: nothing was saved."), false;
  if (answer.ok) return show(await answer.text()), true;
  const said = told_by(await answer.text(), answer);
  if (answer.status === 409) return settle(request, said), false;
  throw new Error(said.problems.join("\n"));
}

function told_by(words, { statusText }) {
  // What refuses is JSON of the page, or plain words where the server was started anew.
  try {
    return JSON.parse(words);
  } catch {
    return { problems: [words.trim() || statusText] };
  }
}

async function attempt(request, done) {
  try {
    const saved = await ask(request);
    if (saved) tell(done);
    return saved;
  } catch (refusal) {
    tell(refusal.message);
    return false;
  }
}

function show(html) {
  const panes = ["html", "#text", "#facts"];
  const scrolled = panes.map((pane) => $(pane)?.scrollTop ?? 0);
  const in_text = document.activeElement === $("#text") ? selection_at() : null;
  sheet.innerHTML = html;
  panes.forEach((pane, n) => ($(pane).scrollTop = scrolled[n]));
  mark(current, { focus: !open_dialog() && !in_text, scroll: false });
  if (in_text) { $("#text").focus({ preventScroll: true }); select_at(in_text); }
}

let silence;
function tell(words) {
  $("#told").textContent = words;
  clearTimeout(silence);
  silence = setTimeout(() => ($("#told").textContent = ""), 4000 + 40 * words.length);
}

async function settle(request, { theirs, mine, now }) {
  $("#theirs").textContent = theirs || "(there is no file any more)";
  $("#mine").textContent = mine;
  const dialog = $("#conflict");
  dialog.returnValue = "";
  dialog.showModal();
  dialog.onclose = async () => {
    if (dialog.returnValue !== "both") return location.reload();
    try {
      if (await ask(request, { again: now })) tell("Put on top of the file on the disk.");
    } catch (refusal) {
      tell(refusal.message);
    }
  };
}

// Lines -------------------------------------------------------------------------------------------

const rows = () => all(".row");
const row = () => rows().find((one) => one.dataset.key === current);
const open_dialog = () => $("dialog[open]");

function mark(key, { focus = true, scroll = true } = {}) {
  const lines = rows();
  const chosen = lines.find((one) => one.dataset.key === key) ?? lines.find((one) => one.parentElement.classList.contains("is-open")) ?? lines[0];
  if (!chosen) return;
  current = chosen.dataset.key;
  for (const one of lines) {
    one.tabIndex = one === chosen ? 0 : -1;
    one.classList.toggle("is-current", one === chosen);
  }
  let first = null;
  for (const one of all("mark[data-keys]")) {
    const is_its = one.dataset.keys.split("\n").includes(current);
    one.classList.toggle("is-current", is_its);
    if (is_its) first ??= one;
  }
  if (!focus) return;
  chosen.focus({ preventScroll: true });
  if (!scroll) return;
  chosen.scrollIntoView({ block: "nearest" });
  if (first && matchMedia("(width >= 62rem)").matches) reveal(first);
}

function reveal(words) {
  const { top, bottom } = words.getBoundingClientRect();
  if (top < 150 || bottom > innerHeight - 60) words.scrollIntoView({ block: "center" });
}

function step(by) {
  const lines = rows();
  const at = lines.findIndex((one) => one.dataset.key === current);
  mark(lines[Math.min(Math.max(at + by, 0), lines.length - 1)]?.dataset.key);
}

function undecided() {
  const lines = rows();
  const at = lines.findIndex((one) => one.dataset.key === current);
  const turned = [...lines.slice(at + 1), ...lines.slice(0, at + 1)];
  const next = turned.find((one) => one.parentElement.classList.contains("is-open"));
  if (next) mark(next.dataset.key);
  else tell("Everything is decided. M marks the reading complete.");
}

async function decide(request, done) {
  // Go on at once: whoever knows the keys is faster than the server.
  const was = current;
  const lines = rows();
  const at = lines.findIndex((one) => one.dataset.key === was);
  const next = lines.slice(at + 1).find((one) => one.parentElement.classList.contains("is-open"));
  if (next) mark(next.dataset.key);
  if (!(await attempt(request, done))) mark(was);
}

const ACTIONS = {
  confirm: () => row().dataset.section === "links" ? ACTIONS.same() : ["rule", "silent", "left_out"].includes(row().dataset.state)
    ? decide({ do: "confirm", key: current }, "Confirmed.")
    : row().dataset.state === "doubt" ? ACTIONS.edit() : tell("This line is decided already."),
  confirm_all: () => attempt({ do: "confirm_all" }, "All that was shown is confirmed."),
  complete: () => attempt({ do: "complete", complete: true }, "The reading is complete. N goes to the next text."),
  reopen: () => attempt({ do: "complete", complete: false }, "The reading is open again."),
  undo: () => attempt({ do: "undo" }, "Taken back."),
  take_back: () => attempt({ do: "take_back", key: current }, "Left to the rules."),
  same: () => decide({ do: "link", text: name(), same: true }, "The same meeting."),
  other: () => decide({ do: "link", text: name(), same: false }, "Another meeting."),
  edit: () => edit(row()),
  empty: () => reason(row(), "empty"),
  adopt: () => attempt({ do: "adopt" }, "The reading is of the text as it is now."),
  claims: () => claims(sentence_at()),
  remove: () => row().dataset.state === "added" ? attempt({ do: "remove", key: current }, "Removed.") : reason(row(), "remove"),
  off: () => row().dataset.section === "links" ? ACTIONS.other() : ["event", "document"].includes(row().dataset.section) ? ACTIONS.empty() : ACTIONS.remove(),
  teach: () => teach(row()),
  next: () => leave($("[data-go=next]").href),
};
const name = () => current.slice(current.indexOf("/") + 1);

// Inputs ------------------------------------------------------------------------------------------

function element(tag, attributes = {}, ...inside) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key in made && typeof value !== "string") made[key] = value;
    else if (value !== null) made.setAttribute(key, value);
  }
  made.append(...inside.filter((part) => part !== null));
  return made;
}

let numbers = 0;
const fresh = () => `made-${++numbers}`;
const letters = (text) => text.toLowerCase().normalize("NFKD").replace(/[^\p{L}\p{N} ]/gu, "");

function combobox(options, { label, value = null, take, clear = false, about = true }) {
  // A text field that searches a list; arrows and Enter choose.
  const list = element("ul", { class: "options", id: fresh(), role: "listbox", "aria-label": label });
  const chosen = options.find((one) => one.code === value);
  const input = element("input", {
    id: fresh(), role: "combobox", type: "text", autocomplete: "off", "aria-expanded": "true", "aria-autocomplete": "list",
    "aria-controls": list.id, value: chosen?.label ?? value ?? "", spellcheck: "false",
  });
  let at = 0, found = [];
  function fill() {
    const parts = letters(input.value).split(" ").filter(Boolean);
    const score = (one) => {
      if ([one.label, one.code].some((whole) => letters(whole) === letters(input.value).trim())) return -1;
      const words = letters(`${one.label} ${one.code} ${one.kind ?? ""}`);
      return parts.every((part) => words.includes(part)) ? (words.startsWith(parts[0] ?? "") ? 0 : words.includes(` ${parts[0] ?? ""}`) ? 1 : 2) : null;
    };
    const scored = options.map((one) => [score(one), one]).filter(([points]) => points !== null);
    found = scored.sort((a, b) => a[0] - b[0]).slice(0, 60).map(([, one]) => one);
    at = 0;
    list.replaceChildren(...found.map((one, n) => element("li", { id: `${list.id}-${n}`, role: "option", "aria-selected": String(n === at) },
      element("span", {}, one.label), element("span", { class: "kind" }, one.kind ?? one.code),
      about && one.about ? element("span", { class: "about" }, one.about) : null)));
    point();
  }
  function point() {
    all("li", list).forEach((one, n) => one.setAttribute("aria-selected", String(n === at)));
    if (found.length) input.setAttribute("aria-activedescendant", `${list.id}-${at}`);
    else input.removeAttribute("aria-activedescendant");
    list.children[at]?.scrollIntoView({ block: "nearest" });
  }
  function choose(n) {
    if (!found[n]) return;
    input.dataset.code = found[n].code;
    input.value = clear ? "" : found[n].label;
    list.replaceChildren();
    found[n] && take?.(found[n]);
    if (clear) fill();
  }
  if (chosen) input.dataset.code = chosen.code;
  input.addEventListener("input", () => { delete input.dataset.code; fill(); });
  input.addEventListener("focus", () => { input.select(); if (!input.dataset.code || clear) fill(); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!list.children.length) fill();
      else at = Math.min(Math.max(at + (event.key === "ArrowDown" ? 1 : -1), 0), Math.max(found.length - 1, 0));
      point();
      event.preventDefault();
    } else if (event.key === "Enter" && list.children.length && (input.value || take)) {
      event.preventDefault();
      choose(at);
    }
  });
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("li");
    event.preventDefault();
    if (option) choose([...list.children].indexOf(option));
  });
  const box = element("div", { class: "combo" }, input, list);
  return { box, input, fill, value: () => input.dataset.code ?? input.value.trim() };
}

function codesInput(options, values, label) {
  let chosen = [...(values ?? [])];
  const list = element("ul", { class: "chosen", "aria-label": `${label}: chosen` });
  const draw = () => list.replaceChildren(...chosen.map((code) => {
    const said = options.find((one) => one.code === code)?.label ?? code;
    const button = element("button", { type: "button", "aria-label": `Take out ${said}` }, `${said} ✕`);
    button.onclick = () => { chosen = chosen.filter((one) => one !== code); draw(); combo.input.focus(); };
    return element("li", {}, button);
  }));
  const take = (one) => { if (!chosen.includes(one.code)) chosen.push(one.code); draw(); };
  const combo = combobox(options, { label, clear: true, about: false, take });
  draw();
  combo.box.prepend(list);
  return { ...combo, take, value: () => chosen };
}

function input(part, value) {
  // One labelled input for a field of the form; gives the element and how to read it.
  const options = part.choices.length ? [...(part.needed ? [] : [{ code: "", label: "not given" }]), ...part.choices] : part.facet ? form.codes[part.facet] : [];
  let made;
  if (part.kind === "codes") made = codesInput(options, value, part.label);
  else if (part.kind === "code") made = combobox(options, { label: part.label, value, about: false });
  else if (part.kind === "choice") {
    const select = element("select", { id: fresh() }, ...options.map((one) => element("option", { value: one.code }, one.label)));
    select.value = value ?? "";
    made = { box: select, input: select, value: () => select.value };
  } else if (part.kind === "flag") {
    const box = element("input", { id: fresh(), type: "checkbox" });
    box.checked = Boolean(value);
    return { box: element("div", { class: "field flag" }, box, element("label", { for: box.id }, part.label)), input: box, value: () => box.checked };
  } else {
    const kind = part.kind === "number" ? { inputmode: "numeric" } : part.kind === "date" ? { placeholder: "2025-06-19" } : {};
    const text = element("input", { id: fresh(), type: "text", autocomplete: "off", value: value === null || value === undefined ? "" : String(value), ...kind });
    made = { box: text, input: text, value: () => text.value };
  }
  const choose = (one, told) => {
    if (part.kind === "codes") return made.take({ code: one });
    made.input.value = part.kind === "code" ? told : one;
    if (part.kind === "code") made.input.dataset.code = one;
  };
  return { choose, ...made, box: element("div", { class: "field" }, element("label", { for: made.input.id }, part.label), made.box) };
}

const words_input = (value) => {
  const made = input({ label: "Words of the text that show it", kind: "text", choices: [] }, (value ?? "").replace(/\s+/g, " "));
  made.box.append(element("p", { class: "hint" }, "Select them in the text before you open this, or type them as they stand there."));
  return made;
};
const why_input = (label = "Why (where you overrule a rule)") => input({ label, kind: "text", choices: [] }, "");

function dialog(head, inputs, save) {
  const over = $("#edit");
  $("h2", over).textContent = head;
  $(".inputs", over).replaceChildren(...inputs.map((one) => one.box));
  $(".refusal", over).textContent = "";
  over.showModal();
  inputs[0]?.input.focus();
  inputs[0]?.input.select?.();
  $("form", over).onsubmit = async (event) => {
    event.preventDefault();
    try {
      over.dataset.saving = "yes";
      const request = save();
      const saved = await ask(request);
      over.close();
      if (saved) { tell("Saved."); mark(request.key ?? current); }
    } catch (refusal) {
      $(".refusal", over).textContent = refusal.message;
    }
  };
}

function edit(line, words = null) {
  const { key, section, value, facts } = line.dataset;
  const label = $(".label", line).textContent;
  const shown = words ?? (selected() || line.dataset.words);
  if (section === "event" && key === "event/scope") {
    const yes = input({ label: "The text reports a meeting that took place", kind: "flag", choices: [] }, JSON.parse(value));
    const why = why_input("Why");
    if (JSON.parse(value)) return dialog(label, [yes, why], () => ({ do: "set", key, value: yes.value(), why: why.value() }));
    const kind = input(form.fields["event/kind"][0], null), shows = words_input(words ?? selected());
    return dialog(label, [yes, kind, shows, why], () => ({ do: "set", key, value: yes.value(), kind: kind.value(), words: shows.value(), why: why.value() }));
  }
  if (section in form.lists) return entry(section, JSON.parse(facts), shown, key);
  if (!(key in form.fields)) return;
  const field = input(form.fields[key][0], JSON.parse(value));
  const shows = words_input(shown), why = why_input();
  const others = JSON.parse(line.dataset.others);
  if (others.length) {
    field.box.append(element("div", { class: "others" }, ...others.map(([other, told]) => {
      const choose = element("button", { type: "button", class: "small" }, told);
      choose.onclick = () => field.choose(other, told);
      return choose;
    })));
  }
  dialog(label, [field, shows, why], () => ({ do: "set", key, value: field.value(), words: shows.value(), why: why.value() }));
}

function entry(section, facts, words, key = null) {
  const { heading, parts } = form.lists[section];
  const inputs = parts.map((part) => [part.name, input(part, facts[part.name])]);
  const shows = words_input(words);
  dialog(heading, [...inputs.map(([, made]) => made), shows], () => ({
    do: "entry", section, key, words: shows.value(), facts: Object.fromEntries(inputs.map(([part, made]) => [part, made.value()])),
  }));
}

function reason(line, verb) {
  if (line.dataset.state === "removed") return tell("This line is removed already.");
  if (line.dataset.key === "event/scope") return edit(line);
  const why = why_input("Why");
  const places = verb === "remove" ? JSON.parse(line.dataset.places) : [];
  const each = places.map(([start, around]) => ({ code: String(start), label: around }));
  const which = input({ label: "Which", kind: "choice", needed: true, choices: [{ code: "", label: `all ${places.length} mentions` }, ...each] }, "");
  if (places.some(([start]) => start === clicked)) which.input.value = String(clicked);
  dialog(`${verb === "empty" ? "Empty" : "Remove"}: ${$(".label", line).textContent}`, places.length > 1 ? [why, which] : [why], () => ({
    do: verb, key: line.dataset.key, why: why.value(), ...(which.value() && places.length > 1 ? { mention: Number(which.value()) } : {}),
  }));
}

function sentence_at() {
  // The sentence of the words that are selected or, without any, of the line that is worked on.
  const node = selected() ? getSelection().anchorNode : $("mark.is-current");
  return node && sentence_of(node);
}

function claims(sentence) {
  const button = sentence && $(`[data-claims="${CSS.escape(sentence.id)}"]`);
  if (!button) return tell("No claim of the brief that was made last stands on this sentence.");
  const over = $("#claims");
  $(".sentence q", over).textContent = [...sentence.childNodes].map((one) => one.textContent).join("").replace(/\s+/g, " ").trim();
  $("ul", over).replaceChildren(...JSON.parse(button.dataset.standing).map(([claim, text]) =>
    element("li", {}, element("a", { href: `/preview#claim=${encodeURIComponent(claim)}` }, text), " ", element("span", { class: "meta" }, claim.replaceAll("-", " ")))));
  over.showModal();
}

function find_words() {
  const words = input({ label: "Words of the text", kind: "text", choices: [] }, "");
  const over = $("#find");
  $(".inputs", over).replaceChildren(words.box);
  $(".refusal", over).textContent = "";
  $("form", over).onsubmit = (event) => {
    event.preventDefault();
    if (!select_words(words.value())) return ($(".refusal", over).textContent = "The text does not have these words.");
    picked_at = selection_at();
    over.close();
  };
  over.showModal();
  words.input.focus();
}

function select_words(words) {
  // Select where the words stand next; blanks, quotes and dashes of any form are alike.
  const alike = { "'": "['’‘ʼ`]", '"': '["“”„«»]', "-": "[-‐‑–—]" };
  const plain = words.trim().replace(/[’‘ʼ`]/g, "'").replace(/[“”„«»]/g, '"').replace(/[‐‑–—]/g, "-");
  if (!plain) return false;
  const pattern = plain.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/['"-]/g, (sign) => alike[sign]).replace(/\s+/g, "\\s+");
  const parts = sentences().map((one) => one.textContent), whole = parts.join("\n"); // words may run on into the next sentence
  let length = 0;
  const ends = parts.map((part) => (length += part.length)); // of the sentences, in characters of the text
  const breaks = (place) => ends.filter((end, before) => end + before < place).length; // before a place in `whole`
  const regex = new RegExp(pattern, "giu");
  regex.lastIndex = picked_at[1] && picked_at[1] + ends.filter((end) => end <= picked_at[1]).length;
  const found = regex.exec(whole) ?? ((regex.lastIndex = 0), regex.exec(whole));
  if (!found) return false;
  select_at([found.index, found.index + found[0].length].map((place) => place - breaks(place)));
  reveal(getSelection().focusNode.parentElement);
  return true;
}

function link() {
  const others = all("option", $("#others").content).map((one) => ({ code: one.value, label: one.textContent }));
  const which = combobox(others, { label: "Texts" });
  const text = { ...which, box: element("div", { class: "field" }, element("label", { for: which.input.id }, "Which text"), which.box) };
  const same = input({ label: "It tells of", kind: "choice", needed: true, choices: [{ code: "same", label: "the same meeting" }, { code: "other", label: "another meeting" }] }, "same");
  dialog("Another text", [text, same], () => ({ do: "link", text: text.value(), same: same.value() === "same", key: `links/${text.value()}` }));
}

// Words -------------------------------------------------------------------------------------------

function selected() {
  const selection = getSelection();
  const inside = selection.rangeCount && $("#text")?.contains(selection.getRangeAt(0).commonAncestorContainer);
  const words = inside ? selection.toString().replace(/\s+/g, " ").trim() : "";
  if (words) picked = words;
  return words;
}

function text_nodes() {
  // The letters of the text itself, without what the page says between them.
  return sentences().flatMap((one) => {
    const walker = document.createTreeWalker(one, NodeFilter.SHOW_TEXT), found = [];
    while (walker.nextNode()) found.push(walker.currentNode);
    return found;
  });
}

function selection_at() {
  // Where the selection begins and ends, in characters of the text.
  const selection = getSelection(), pane = $("#text");
  if (!selection.rangeCount || !pane.contains(selection.anchorNode) || !pane.contains(selection.focusNode)) return [0, 0];
  const nodes = text_nodes();
  return [[selection.anchorNode, selection.anchorOffset], [selection.focusNode, selection.focusOffset]].map(([node, offset]) => {
    const range = document.createRange();
    range.setStart(pane, 0);
    range.setEnd(node, offset);
    return nodes.reduce((sum, one) => sum + (one === node ? offset : range.comparePoint(one, 0) <= 0 && !one.contains(node) && range.comparePoint(one, one.length) <= 0 ? one.length : 0), 0);
  });
}

function select_at([anchor, focus], nodes = text_nodes()) {
  const places = [anchor, focus].map((at) => {
    let left = at;
    for (const node of nodes) {
      if (left <= node.length) return [node, left];
      left -= node.length;
    }
    return null;
  });
  if (places[0] && places[1]) getSelection().setBaseAndExtent(...places[0], ...places[1]);
}

function into_text() {
  const text = $("#text"), selection = getSelection();
  text.focus({ preventScroll: true });
  const start = $("mark.is-current", text) ?? $(".s", text);
  if (!start || selected()) return;
  selection.selectAllChildren(start);
  if (!start.matches("mark")) { selection.collapseToStart(); selection.modify("extend", "forward", "word"); }
  reveal(start);
}

function walk(event) {
  // Arrows in the text: a word is always selected, Shift takes in more.
  const selection = getSelection();
  const forward = ["ArrowRight", "ArrowDown"].includes(event.key);
  const sentence = ["ArrowUp", "ArrowDown"].includes(event.key);
  const direction = forward ? "forward" : "backward";
  if (event.shiftKey) {
    if (sentence) {
      const at = sentence_of(selection.focusNode);
      const goal = sentences()[sentences().indexOf(at) + (forward ? 1 : -1)] ?? at;
      if (goal) selection.extend(goal, forward ? goal.childNodes.length : 0);
    } else selection.modify("extend", direction, "word");
  } else if (sentence) {
    const at = sentence_of(selection.focusNode);
    const goal = sentences()[sentences().indexOf(at) + (forward ? 1 : -1)] ?? at;
    if (goal) { selection.collapse(goal, 0); selection.modify("extend", "forward", "word"); }
  } else {
    const was = [selection.anchorNode, selection.anchorOffset];
    if (forward) selection.collapseToEnd(); else selection.collapseToStart();
    if (!forward) { selection.modify("move", "backward", "word"); }
    selection.modify("extend", "forward", "word");
    if (!selected()) { selection.modify("extend", "forward", "word"); }
    if (!$("#text").contains(selection.focusNode)) selection.collapse(...was);
  }
  const place = selection.focusNode?.nodeType === Node.TEXT_NODE ? selection.focusNode.parentElement : selection.focusNode;
  if (place) reveal(place);
  event.preventDefault();
}
const sentences = () => all("#text .s");
const sentence_of = (node) => (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.(".s") ?? sentences()[0];

function pick() {
  const words = selected();
  if (!words) return tell("Select words in the text first: by mouse, or with W and the arrows.");
  const options = Object.entries(form.coded).flatMap(([, { facet, heading }]) => form.codes[facet].map((one) => ({ ...one, facet, kind: heading })));
  for (const [section, { heading }] of Object.entries(form.lists)) options.unshift({ code: section, label: `${heading}: add`, kind: "list", section });
  for (const [key, [field]] of Object.entries(form.fields)) options.push({ code: key, label: `${field.label}: these words show it`, kind: "field", field: key });
  const over = $("#picker");
  $(".picked q", over).textContent = words;
  const combo = combobox(options, {
    label: "Codes",
    take: (one) => {
      over.close();
      if (one.section) entry(one.section, one.section === "people" ? { name: words, presence: "took_part" } : {}, words);
      else if (one.field) {
        const line = rows().find((each) => each.dataset.key === one.field);
        if (line) { mark(one.field, { focus: false }); edit(line, words); }
        else tell("A text that reports no meeting has no such field.");
      } else {
        const section = Object.keys(form.coded).find((each) => form.coded[each].facet === one.facet);
        attempt({ do: "code", facet: one.facet, code: one.code, words }, `${one.label}: given.`).then(() => mark(`${section}/${one.code}`));
      }
    },
  });
  $(".choose", over).replaceChildren(element("label", { for: combo.input.id, class: "unseen" }, "Search codes"), combo.box);
  over.showModal();
  combo.input.focus();
}

// Teaching the codebook ----------------------------------------------------------------------------

async function teach(line) {
  if (!line.dataset.own) return tell("Only an added code has words to teach.");
  const over = $("#teach"), lesson = $(".lesson", over);
  const look = async (extra) => {
    const answer = await fetch(`/read/${encodeURIComponent(page)}/teach`, {
      method: "POST", headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ key: line.dataset.key, words: line.dataset.own, ...extra }),
    });
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.problems.join("\n"));
    return said;
  };
  const draw = (said) => {
    const cue = element("input", { id: fresh(), type: "text", value: said.cue, autocomplete: "off" });
    const again = element("button", { type: "button", class: "small" }, "Show what it would change");
    again.onclick = () => look({ cue: cue.value }).then(draw, (refusal) => ($(".refusal", over).textContent = refusal.message));
    $(".refusal", over).textContent = "";
    lesson.replaceChildren(
      element("div", { class: "field" }, element("label", { for: cue.id }, `Cue of ${said.label}`), cue),
      element("p", { class: "hint" }, `It would stand in ${said.path}:${said.line}.`),
      again,
      element("h3", {}, said.changes.length ? `It would change ${said.changes.length + said.more} ${said.changes.length + said.more === 1 ? "finding" : "findings"}` : "It would change nothing in any text"),
      element("ul", {}, ...said.changes.map((one) => element("li", {}, `${one.label} ${one.change} in `, element("bdi", {}, one.document === page ? "this text" : one.title), ": ", element("q", {}, one.words)))),
    );
    over.dataset.cue = said.cue;
    over.dataset.hash = said.hash;
    cue.focus();
    $("form", over).onsubmit = async (event) => {
      event.preventDefault();
      if (cue.value !== over.dataset.cue) return again.click();
      try {
        const done = await look({ cue: cue.value, hash: over.dataset.hash, write: true });
        over.close();
        await refresh();
        tell(`Written: ${done.path}:${done.line}.`);
      } catch (refusal) {
        $(".refusal", over).textContent = refusal.message;
      }
    };
  };
  try {
    draw(await look({}));
    over.showModal();
  } catch (refusal) {
    tell(refusal.message);
  }
}

async function refresh() {
  const answer = await fetch(location.pathname + location.search);
  const made = new DOMParser().parseFromString(await answer.text(), "text/html");
  show($("#sheet", made).innerHTML);
}

// Keys --------------------------------------------------------------------------------------------

const KEYS = {
  j: () => step(1), k: () => step(-1), ArrowDown: () => step(1), ArrowUp: () => step(-1), d: undecided,
  y: () => ACTIONS.confirm(), e: () => ACTIONS.edit(), x: () => ACTIONS.off(), r: () => ACTIONS.take_back(), t: () => ACTIONS.teach(),
  a: () => ACTIONS.confirm_all(), m: () => ($("[data-do=reopen]") ? ACTIONS.reopen() : ACTIONS.complete()),
  n: () => ACTIONS.next(), u: () => ACTIONS.undo(), w: into_text, c: pick, l: link, "/": find_words, f: find_words,
  b: () => ACTIONS.claims(),
  g: () => { $("#reader").focus(); $("#reader").select(); }, "?": () => $("#shortcuts").showModal(),
};

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || open_dialog()) return;
  const target = event.target;
  if (target.matches("input, textarea, select")) {
    if (event.key === "Escape") mark(current);
    return;
  }
  const in_text = $("#text")?.contains(target);
  if (in_text && event.key.startsWith("Arrow")) return walk(event);
  if (in_text && event.key === "Enter") return event.preventDefault(), pick();
  if (event.key === "Escape") { getSelection().removeAllRanges(); return mark(current); }
  if (target.matches("button, a") && (event.key === "Enter" || event.key === " ")) return;
  if (target.matches(".row") && event.key === "Enter") return event.preventDefault(), ACTIONS.confirm();
  const act = KEYS[event.key] ?? KEYS[event.key.toLowerCase()];
  if (!act || (event.shiftKey && event.key.startsWith("Arrow"))) return;
  event.preventDefault();
  act();
}

function start_list() {
  addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "n" && !event.ctrlKey && !event.metaKey && !event.altKey) location.href = "/next/-";
  });
}

async function start_reading() {
  form = await (await fetch("/form.json")).json();
  const remembered = localStorage.getItem("reader");
  if (remembered) $("#reader").value = remembered;
  $("#reader").addEventListener("change", (event) => localStorage.setItem("reader", event.target.value));
  $(".who").addEventListener("submit", (event) => { event.preventDefault(); mark(current); });
  addEventListener("keydown", pressed);
  addEventListener("beforeunload", (event) => { if (waiting) event.preventDefault(); });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const line = event.target.closest(".row");
    if (line && line.dataset.key !== current) mark(line.dataset.key, { focus: !button });
    const away = event.target.closest("a[href]");
    if (waiting && away && !away.target && !away.getAttribute("href").startsWith("#") && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      return leave(away.href);
    }
    if (button?.dataset.do) return ACTIONS[button.dataset.do]();
    if (button?.dataset.add) return entry(button.dataset.add, button.dataset.add === "people" ? { presence: "took_part" } : {}, selected());
    if (button?.dataset.show === "shortcuts") return $("#shortcuts").showModal();
    if (button?.dataset.show === "link") return link();
    if (button?.dataset.claims) return claims(document.getElementById(button.dataset.claims));
    if (button?.value === "cancel") return button.closest("dialog").close();
    const words = event.target.closest("mark[data-keys]");
    if (words && !selected()) { mark(words.dataset.keys.split("\n")[0]); clicked = Number(words.dataset.start); }
  });
  document.addEventListener("focusin", (event) => {
    const line = event.target.closest(".row");
    if (line && line.dataset.key !== current) mark(line.dataset.key, { focus: false });
  });
  for (const over of all("dialog")) over.addEventListener("close", () => over.id === "find" && selected() ? $("#text").focus({ preventScroll: true }) : mark(current));
  const at = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  mark(null, { focus: !at, scroll: false });
  if (at?.classList.contains("s")) { getSelection().selectAllChildren(at); at.scrollIntoView({ block: "center" }); }
  document.body.dataset.ready = "yes";
}

if (page) start_reading();
else start_list();
