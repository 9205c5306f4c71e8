-- Callouts and tabsets, drawn the same by both engines; readable without a script.
-- A callout is a note with a title, or a disclosure where it collapses. A tabset is a row of
-- titled panels; the page's script turns it into tabs.

local TYPES = { note = "Note", tip = "Tip", important = "Important", warning = "Warning", caution = "Caution" }
local IS_HTML = FORMAT:match("html") ~= nil

local function raw(text)
  return pandoc.RawBlock(IS_HTML and "html" or "typst", text)
end

local function written(inlines)
  return (pandoc.write(pandoc.Pandoc({ pandoc.Plain(inlines) }), IS_HTML and "html" or "typst"):gsub("%s+$", ""))
end

local function callout_type(div)
  for _, class in ipairs(div.classes) do
    local kind = class:match("^callout%-(.+)$")
    if kind and TYPES[kind] then return kind end
  end
end

-- The title: the attribute, else a heading that opens the callout, else the type's name.
local function callout_title(div, kind)
  if div.attributes.title then
    return pandoc.utils.blocks_to_inlines(pandoc.read(div.attributes.title, "markdown-raw_tex").blocks)
  end
  if div.content[1] and div.content[1].t == "Header" then
    return table.remove(div.content, 1).content
  end
  return pandoc.Inlines(TYPES[kind])
end

local function callout(div, kind)
  local title = written(callout_title(div, kind))
  local blocks = pandoc.Blocks({})
  if not IS_HTML then
    blocks:insert(raw('#note-box(kind: "' .. kind .. '", title: [' .. title .. "])["))
    blocks:extend(div.content)
    blocks:insert(raw("]"))
    return blocks
  end
  local id = div.identifier ~= "" and ' id="' .. div.identifier .. '"' or ""
  local class = ' class="callout callout-' .. kind .. '"'
  local collapse = div.attributes.collapse
  if collapse == nil then
    blocks:insert(raw("<div" .. id .. class .. ' role="note"><p class="callout-title">' .. title .. "</p>"))
  else
    local open = collapse == "false" and " open" or ""
    blocks:insert(raw("<details" .. id .. class .. open .. '><summary class="callout-title">' .. title .. "</summary>"))
  end
  blocks:extend(div.content)
  blocks:insert(raw(collapse == nil and "</div>" or "</details>"))
  return blocks
end

local function tabset(div)
  local level
  local panels, panel = pandoc.Blocks({}), nil
  for _, block in ipairs(div.content) do
    if block.t == "Header" and (level == nil or block.level == level) then
      level = block.level
      block.classes = { "tab-title", "unnumbered", "unlisted" }
      panel = pandoc.Div({ block }, pandoc.Attr("", { "tab" }))
      panels:insert(panel)
    elseif panel then
      panel.content:insert(block)
    else
      panels:insert(block)
    end
  end
  return pandoc.Div(panels, pandoc.Attr(div.identifier, { "tabset" }))
end

-- A table is called by its caption, which Quarto takes away before later filters look.
function Table(block)
  local caption = pandoc.utils.stringify(block.caption.long):gsub("%s*{#[^{}]*}%s*$", "")
  if not IS_HTML or caption == "" then return nil end
  block.attributes["aria-label"] = caption
  return block
end

-- The paper is asked for as `pdf` too; Quarto calls it `typst` alone.
local function asked_as_pdf(element)
  local asks = false
  for _, key in ipairs({ "when-format", "unless-format" }) do
    if element.attributes[key] == "pdf" then
      element.attributes[key] = "typst"
      asks = true
    end
  end
  return asks
end

function Span(span)
  if asked_as_pdf(span) then return span end
end

function Div(div)
  local is_asked = asked_as_pdf(div)
  local kind = callout_type(div)
  if kind then return callout(div, kind) end
  if div.classes:includes("panel-tabset") then return tabset(div) end
  if is_asked then return div end
  if IS_HTML then return nil end
  if div.classes:includes("page-break") then return raw("#pagebreak(weak: true)") end
  if div.classes:includes("fresh-page") then return raw("#fresh-page()") end
end
