-- What the notebooks leave for the end: the facts of this render, and who rendered it.
-- The facts (version, dates, hashes) lie in a JSON file that the step before the render writes.

local IS_HTML = FORMAT:match("html") ~= nil

local function read(path)
  local file = path and io.open(path)
  if not file then return {} end
  local text = file:read("a")
  file:close()
  return pandoc.json.decode(text, false)
end

-- A brief of a part of the dataset says, in a file of its own, what it is called.
local function facts()
  local path, part = os.getenv("DIALOGUES_FACTS"), os.getenv("DIALOGUES_PART")
  if not path and quarto then
    local build = pandoc.path.join({ quarto.project.directory or ".", "reports", "_build" })
    local stem = pandoc.path.split_extension(pandoc.path.filename(quarto.doc.input_file))
    path, part = pandoc.path.join({ build, "facts.json" }), pandoc.path.join({ build, "written", "parts", stem .. ".json" })
  end
  local told = read(path)
  for key, value in pairs(read(part)) do told[key] = value end
  return told
end

-- A sign that no face of the paper has stands there as its number, [U+1F600]; the page has it as it is.
local held = facts()
local named = {}
for _, code in utf8.codes(not IS_HTML and held.unshown or "") do
  named[utf8.char(code)] = string.format("[U+%04X]", code)
end
local names_signs, has_named = next(named) ~= nil, false

local function with_names(text, opened, closed)
  return (text:gsub(utf8.charpattern, function(sign)
    local name = named[sign]
    if not name then return nil end
    has_named = true
    return opened and opened .. name:sub(2, -2) .. closed or name
  end))
end

local function shown(element)
  if not names_signs then return nil end
  element.text = with_names(element.text)
  return element
end

-- In markup and in strings of Typst alike, a bracket by its number is a bracket and nothing more.
local function shown_raw(element)
  if not names_signs or element.format ~= "typst" then return nil end
  element.text = with_names(element.text, "\\u{5b}", "\\u{5d}")
  return element
end

local function engine()
  if quarto then return "Quarto " .. tostring(quarto.version) end
  return os.getenv("DIALOGUES_ENGINE") or ""
end

-- Words as text, whatever signs they hold; a list as a list of them.
local function meta_value(value)
  if type(value) ~= "table" then return pandoc.MetaInlines(pandoc.Inlines(with_names(tostring(value)))) end
  local list = {}
  for i, item in ipairs(value) do list[i] = meta_value(item) end
  return pandoc.MetaList(list)
end

-- A page with charts carries the script that makes them live. (Pandoc sees the blocks before the metadata, and
-- in their order: a table without a caption is called by the heading or the chart it stands under.)
local has_charts, called = false, "Table"

function RawBlock(block)
  local chart = block.format == "html" and block.text:match('class="chart" data%-chart="([%w-]+)"')
  if chart then
    has_charts = true
    called = "Data of the chart: " .. chart
  end
  return shown_raw(block)
end

function Header(header)
  called = pandoc.utils.stringify(header.content)
end

-- What a notebook or _quarto.yml says of itself is Markdown, as in Quarto, but no markup of the page or the paper: its
-- raw parts are words, its links run nothing.
local function inert(element)
  for key in pairs(element.attributes) do
    if key:lower():match("^on") then element.attributes[key] = nil end
  end
  return element
end

local function inert_link(link)
  if link.target:gsub("[%c%s]", ""):lower():match("^%a*script:") then return link.content end
  return inert(link)
end

local INERT = {
  RawInline = function(raw) return pandoc.Str(raw.text) end,
  RawBlock = function(raw) return pandoc.Para({ pandoc.Str(raw.text) }) end,
  Link = inert_link,
  Code = inert, CodeBlock = inert, Div = inert, Header = inert, Image = inert, Span = inert,
}

local function without_raw(value)
  local kind = pandoc.utils.type(value)
  if kind == "Inlines" or kind == "Blocks" then return value:walk(INERT) end
  if type(value) ~= "table" then return value end
  for key, inner in pairs(value) do value[key] = without_raw(inner) end
  return value
end

function Meta(meta)
  if not quarto then meta = without_raw(meta) end
  meta["charts"] = has_charts
  for key, value in pairs(held) do
    if key == "unshown" or key == "file" then
      -- said to this filter alone
    elseif key == "head_extra" then
      meta[key] = pandoc.MetaBlocks({ pandoc.RawBlock("html", value) })
    elseif meta[key] == nil then
      meta[key] = meta_value(value)
    end
  end
  if meta["is-evidence"] then meta.title = meta_value(pandoc.utils.stringify(meta.title) .. ": evidence") end
  meta.engine = meta_value(engine())
  meta.pagetitle = meta_value(pandoc.utils.stringify(meta.title or ""))
  return meta
end

-- Claims --------------------------------------------------------------------------------------------
-- [four texts]{.claim ref="texts-total" n="3" evidence="four texts"}: on the page a link to its entry in the annex,
-- which a script opens where it stands; on paper a quiet number that leads to the evidence annex (in the page's own
-- print as well: data-n). What has to="annex" always leads there. at="first" is where the annex leads back to.

local claimed = {} -- the names of claims, in their order

local function raw(text)
  return pandoc.RawInline("html", text)
end

local function raw_block(text)
  return pandoc.RawBlock("html", text)
end

local function escaped(text)
  return (text:gsub("[&<>\"]", { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" }))
end

local function claim(span)
  local said = span.attributes
  local id, n = said.ref, said.n
  local content = pandoc.Inlines(span.content)
  claimed[#claimed + 1] = id
  if not IS_HTML then
    content:insert(pandoc.RawInline("typst", '#claim-mark("' .. id .. '", ' .. n .. ")"))
    return content
  end
  local opens = said.to ~= "annex" and ' data-open="open-' .. id .. '" aria-haspopup="dialog"' or ""
  local place = said.at == "first" and ' id="at-' .. id .. '"' or ""
  local of = said.evidence and " (evidence: " .. said.evidence .. ")" or ""
  local label = escaped(pandoc.utils.stringify(span.content) .. of)
  content:insert(1, raw('<a class="claim"' .. place .. ' data-n="' .. n .. '" href="#claim-' .. id .. '"' .. opens ..
    ' aria-label="' .. label .. '">'))
  content:insert(raw("</a>"))
  return content
end

-- Words with a look of their own: the page has its style sheet, the paper a function of the template.
local STYLED = {
  ["chart-title"] = true, ["chart-measure"] = true, hash = true, silent = true,
}

local function styled(span)
  for _, class in ipairs(span.classes) do
    if STYLED[class] and not IS_HTML then
      local content = pandoc.Inlines({ pandoc.RawInline("typst", "#" .. class .. "[") })
      content:extend(span.content)
      content:insert(pandoc.RawInline("typst", "]"))
      return content
    end
  end
end

-- A formula with its words, [$…$]{alt="…"}: the paper needs them, the page has the formula itself.
local function formula(span)
  local math, alt = span.content[1], span.attributes.alt
  if #span.content ~= 1 or math.t ~= "Math" or not alt or span.identifier:match("^eq%-") then return nil end
  if IS_HTML then return math end
  local said = alt:gsub("\\", "\\\\"):gsub('"', '\\"')
  local written = pandoc.write(pandoc.Pandoc({ pandoc.Plain({ math }) }), "typst"):gsub("%s+$", "")
  return pandoc.RawInline("typst", '#math.equation(alt: "' .. said .. '", ' .. written .. ")")
end

function Span(span)
  local words = formula(span)
  if words then return words end
  if span.classes:includes("engine") then
    span.content = pandoc.Inlines(engine())
    return span
  end
  if span.classes:includes("claim") then return claim(span) end
  return styled(span)
end

local LONGEST_HELD = 16

-- A word such as "COVID-19" stays on one line of the page; as text it remains what it is.
function Str(word)
  if not IS_HTML then return shown(word) end
  local before, held, after = word.text:match("^([^%w/-]*)(%a+%-%d+)([^%w/-]*)$")
  if not held or #held > LONGEST_HELD then return nil end
  return { pandoc.Str(before), pandoc.Span({ pandoc.Str(held) }, pandoc.Attr("", { "nowrap" })), pandoc.Str(after) }
end

RawInline = shown_raw
Code = shown
CodeBlock = shown

-- Names of tables and columns break after their full stops and underscores.
local function breakable(code)
  return raw("<code>" .. escaped(code.text):gsub("([._])(%w)", "%1<wbr>%2") .. "</code>")
end

-- The first cell of a row says what the row is about, as the first row does for the columns. On narrow screens each
-- row is a card, whose cells say what they are (data-label); the roles stay what they were.
local function with_heads(block)
  local head, bodies, names = block.head, block.bodies, {}
  for _, row in ipairs(head.rows) do
    row.attributes.role = "row"
    for i, cell in ipairs(row.cells) do
      cell.attr = pandoc.Attr("", {}, { { "role", "columnheader" }, { "scope", "col" } })
      names[i] = pandoc.utils.stringify(cell.contents)
      if names[i] == "" then
        cell.contents = { pandoc.Plain({ pandoc.Span({ pandoc.Str("Row") }, pandoc.Attr("", { "unseen" })) }) }
      end
    end
  end
  local group = "" -- what the rows without a first cell belong to: heard, and shown on their cards
  for _, body in ipairs(bodies) do
    body.row_head_columns = 1
    for _, row in ipairs(body.body) do
      row.attributes.role = "row"
      for i, cell in ipairs(row.cells) do
        local said, class, is_empty = { { "role", i == 1 and "rowheader" or "cell" } }, {}, #cell.contents == 0
        if i == 1 and not is_empty then group = pandoc.utils.stringify(cell.contents) end
        if is_empty then class = { i == 1 and group ~= "" and "again" or "empty" } end
        if is_empty and i == 1 then
          local words = group ~= "" and group or "As above"
          cell.contents = { pandoc.Plain({ pandoc.Span({ pandoc.Str(words) }, pandoc.Attr("", { "unseen" })) }) }
        end
        if i == 1 then table.insert(said, { "scope", "row" }) end
        if i > 1 and names[i] and names[i] ~= "" and not is_empty then table.insert(said, { "data-label", names[i] }) end
        cell.attr = pandoc.Attr("", class, said) -- at once: each look at what a cell says takes time
      end
    end
  end
  block.head, block.bodies = head, bodies
  block.attributes.role = "table"
  return block
end

-- Wide tables scroll in a frame of their own, which the keyboard can reach.
function Table(block)
  if not IS_HTML then return nil end
  block = with_heads(block)
  -- columns are flush left by the style sheet: cells need not say it
  for _, spec in ipairs(block.colspecs) do
    if spec[1] == "AlignLeft" then spec[1] = "AlignDefault" end
  end
  local label = block.attributes["aria-label"] or called
  block.attributes["aria-label"] = label
  if #block.colspecs < 3 then return block end
  block = block:walk({ Code = breakable })
  local id, words = block.identifier, block.caption.long
  local is_float = id:match("^tbl%-")
  if is_float then block.identifier, block.caption = "", pandoc.Caption() end
  local frame = pandoc.Blocks({
    raw_block('<div class="table-frame" role="group" aria-label="' .. escaped(label) .. '" tabindex="0">'),
    block,
    raw_block("</div>"),
  })
  if not is_float then return frame end
  -- the caption stands above the frame, and stays where the table is scrolled
  frame:insert(pandoc.Para(pandoc.utils.blocks_to_inlines(words)))
  return pandoc.Div(frame, pandoc.Attr(id))
end

local NAMED = "A sign that the typeface of this paper lacks stands here as its number in Unicode, such as [U+1F600]; the page shows it as it is."
local BLOCKS = { lead = true, hint = true, ["key-messages"] = true, about = true, ["with-next"] = true, whole = true, ["evidence-texts"] = true,
  sheet = true, ["grid-of-silences"] = true, changes = true, statements = true, plans = true, reports = true, ledger = true }

function Div(div)
  if IS_HTML then return nil end
  for _, class in ipairs(div.classes) do
    if BLOCKS[class] then
      local blocks = pandoc.Blocks({ pandoc.RawBlock("typst", "#" .. class .. "[") })
      if class == "evidence-texts" and has_named then blocks:insert(pandoc.Para(pandoc.Inlines(NAMED))) end
      blocks:extend(div.content)
      blocks:insert(pandoc.RawBlock("typst", "]" .. (div.identifier ~= "" and " <" .. div.identifier .. ">" or "")))
      return blocks
    end
  end
end

-- Two files ------------------------------------------------------------------------------------------
-- Where the evidence has files of its own, a link to what this file does not hold leads to the other: on the page to
-- the very place, on paper to the file.

local function places(blocks)
  local held = {}
  local function note(element)
    if element.identifier ~= "" then held[element.identifier] = true end
  end
  local function note_raw(element)
    if IS_HTML then
      for id in element.text:gmatch('%sid="([^"]+)"') do held[id] = true end
    else
      for id in element.text:gmatch('#claim%-entry%("([^"]+)"') do held["claim-" .. id] = true end
      for id in element.text:gmatch('#sentence%("([^"]+)"') do held[id] = true end
      for id in element.text:gmatch("<([%w-]+)>") do held[id] = true end
    end
  end
  blocks:walk({
    Header = note, Div = note, Span = note, Table = note, Figure = note, Code = note, CodeBlock = note, Image = note,
    RawBlock = note_raw, RawInline = note_raw,
  })
  return held
end

-- A page beside the brief has no annex: the entries of its claims, which the notebook left behind, follow it.
local function carried()
  local entries, path = {}, os.getenv("DIALOGUES_CARRIED")
  if not path and quarto then
    local stem = pandoc.path.split_extension(pandoc.path.filename(quarto.doc.input_file))
    path = pandoc.path.join({ quarto.project.directory or ".", "reports", "_build", "written", "carried", stem .. ".jsonl" })
  end
  local file = path and io.open(path)
  if not file then return entries end
  for line in file:lines() do
    local entry = pandoc.json.decode(line, false)
    entries[entry.id] = entry
  end
  file:close()
  return entries
end

local function highest(blocks)
  local level = 7
  blocks:walk({ Header = function(header) level = math.min(level, header.level) end })
  return level < 7 and level or 2
end

local function with_entries(blocks)
  local entries = #claimed > 0 and carried() or {}
  if next(entries) == nil then return end
  local held = places(blocks)
  local form, entered, opened = IS_HTML and "html" or "typst", {}, {}
  for _, id in ipairs(claimed) do
    if entries[id] and not held["claim-" .. id] then
      held["claim-" .. id] = true
      entered[#entered + 1] = entries[id][form]
      opened[#opened + 1] = entries[id].opened
    end
  end
  if #entered == 0 then return end
  blocks:insert(pandoc.Header(highest(blocks), "Evidence", pandoc.Attr("evidence-of-this-page", { "unnumbered" })))
  blocks:insert(pandoc.RawBlock(form, table.concat(entered, "\n")))
  if IS_HTML then
    blocks:insert(raw_block(entries[""].opening .. "\n" .. table.concat(opened, "\n") .. "\n</div>"))
  end
end

function Pandoc(document)
  with_entries(document.blocks)
  local other = document.meta.other and pandoc.utils.stringify(document.meta.other)
  if not other then return document end
  local held = places(document.blocks)
  local function elsewhere(id)
    if held[id] then return nil end
    return IS_HTML and other .. ".html#" .. id or other .. ".pdf"
  end
  local function raw_of(element)
    if IS_HTML then
      element.text = element.text:gsub('href="#([^"]+)"', function(id)
        local target = elsewhere(id)
        return target and 'href="' .. target .. '"'
      end)
    else
      element.text = element.text:gsub('#claim%-mark%("([^"]+)", (%d+)%)', function(id, n)
        local target = elsewhere("claim-" .. id)
        return target and '#claim-mark("' .. id .. '", ' .. n .. ', file: "' .. target .. '")'
      end)
    end
    return element
  end
  document.blocks = document.blocks:walk({
    Link = function(link)
      local target = link.target:sub(1, 1) == "#" and elsewhere(link.target:sub(2))
      if target then
        link.target = target
        return link
      end
    end,
    RawInline = raw_of,
    RawBlock = raw_of,
  })
  return document
end
