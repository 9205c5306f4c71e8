-- What the notebooks leave for the end: the facts of this render, and who rendered it.
-- The facts (version, dates, hashes) lie in a JSON file that the step before the render writes.

local IS_HTML = FORMAT:match("html") ~= nil

local function facts()
  local path = os.getenv("DIALOGUES_FACTS")
  if not path and quarto then
    path = pandoc.path.join({ quarto.project.directory or ".", "reports", "_build", "facts.json" })
  end
  local file = path and io.open(path)
  if not file then return {} end
  local text = file:read("a")
  file:close()
  return pandoc.json.decode(text, false)
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

function Meta(meta)
  meta["charts"] = has_charts
  for key, value in pairs(held) do
    if key == "unshown" then
      -- said to this filter alone
    elseif key == "head_extra" then
      meta[key] = pandoc.MetaBlocks({ pandoc.RawBlock("html", value) })
    elseif meta[key] == nil then
      meta[key] = meta_value(value)
    end
  end
  meta.engine = meta_value(engine())
  meta.pagetitle = meta_value(pandoc.utils.stringify(meta.title or ""))
  return meta
end

-- Claims --------------------------------------------------------------------------------------------
-- [four texts]{.claim ref="texts-total" n="3"}: on the page a control that opens its sentences, without a
-- script; on paper a quiet number that leads to the evidence annex (in the page's own print as well: data-n).
-- A long list of names cannot be a control itself (a button does not break across lines): its number follows
-- it. What stands in an annex and has to="annex" is a link to its entry there instead.

local LONGEST_CONTROL, LONGEST_HELD = 24, 16
local HELD, LET_GO = '<span class="nowrap">', "</span>"

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
  local id, n = span.attributes.ref, span.attributes.n
  local words = pandoc.utils.stringify(span.content)
  local content = pandoc.Inlines(span.content)
  if not IS_HTML then
    content:insert(pandoc.RawInline("typst", '#claim-mark("' .. id .. '", ' .. n .. ")"))
    return content
  end
  if span.attributes.to == "annex" then
    content:insert(1, pandoc.RawInline("html", '<a class="claim-link" data-n="' .. n .. '" href="#claim-' .. id .. '">'))
    content:insert(pandoc.RawInline("html", "</a>"))
    return content
  end
  local open = '<button type="button" popovertarget="open-' .. id .. '" class="claim'
  if utf8.len(words) <= LONGEST_CONTROL then
    content:insert(1, raw(HELD .. open .. '" data-n="' .. n .. '">'))
    content:insert(raw("</button>" .. LET_GO))
    return content
  end
  -- the number stays on the line of the last word
  local label = "Evidence " .. n .. ": " .. escaped(words)
  local last = content:remove()
  content:insert(raw(HELD))
  content:insert(last)
  content:insert(raw(open .. ' claim-number-only" aria-label="' .. label .. '">' .. n .. "</button>" .. LET_GO))
  return content
end

-- A browser breaks a line before and after a control: a bracket before it and the punctuation after it are
-- taken into the span that holds it.
local function hold_together(inlines)
  local held = pandoc.Inlines({})
  for _, inline in ipairs(inlines) do
    local before = held[#held]
    if before and before.t == "Str" and inline.t == "RawInline" and inline.text:sub(1, #HELD) == HELD then
      local words, bracket = before.text:match("^(.-)([%(%[]+)$")
      if bracket then
        held[#held] = pandoc.Str(words)
        inline = raw(HELD .. bracket .. inline.text:sub(#HELD + 1))
      end
    elseif before and before.t == "RawInline" and before.text:sub(-#LET_GO) == LET_GO and inline.t == "Str" then
      local marks, words = inline.text:match("^([%)%],;.:]+)(.*)$")
      if marks then
        held[#held] = raw(before.text:sub(1, -#LET_GO - 1) .. marks .. LET_GO)
        inline = pandoc.Str(words)
      end
    end
    held:insert(inline)
  end
  return held
end

Inlines = IS_HTML and hold_together or nil

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

function Span(span)
  if span.classes:includes("engine") then
    span.content = pandoc.Inlines(engine())
    return span
  end
  if span.classes:includes("claim") then return claim(span) end
  return styled(span)
end

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

-- The first cell of a row says what the row is about, as the first row does for the columns.
local function with_heads(block)
  local head, bodies = block.head, block.bodies
  for _, row in ipairs(head.rows) do
    for _, cell in ipairs(row.cells) do cell.attributes.scope = "col" end
  end
  for _, body in ipairs(bodies) do
    body.row_head_columns = 1
    for _, row in ipairs(body.body) do row.cells[1].attributes.scope = "row" end
  end
  block.head, block.bodies = head, bodies
  return block
end

-- Wide tables scroll in a frame of their own, which the keyboard can reach.
function Table(block)
  if not IS_HTML then return nil end
  block = with_heads(block)
  local caption = pandoc.utils.stringify(block.caption.long)
  local label = caption ~= "" and caption or called
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
local BLOCKS = { lead = true, hint = true, ["key-messages"] = true, about = true, ["with-next"] = true, ["evidence-texts"] = true,
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
