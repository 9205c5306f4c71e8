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

-- A callout with a label is Quarto's: only so can it be numbered and referred to.
local function callout_type(div)
  if div.identifier:match("^%a%a%a%-") then return nil end
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
local function called_by_caption(block)
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

-- Tags that have a meaning on paper too, where they would be lost. (The page has its own for keys.)
local TAGS = { sup = pandoc.Superscript, sub = pandoc.Subscript }
if not IS_HTML then
  TAGS.kbd = function(inlines) return pandoc.Span(inlines, pandoc.Attr("", { "kbd" })) end
end

local has_tags = false -- looking at every word takes longer than all else here: done only where a tag stands

local function note_tag(element)
  local name = element.format == "html" and element.text:match("^<(%a+)%s*/?>$")
  if name == "br" or TAGS[name] then has_tags = true end
end

local function without_tags(inlines)
  local made, i = pandoc.Inlines({}), 1
  while i <= #inlines do
    local at = inlines[i]
    local name = at.t == "RawInline" and at.format == "html" and at.text:match("^<(%a+)%s*/?>$")
    local last
    if name and TAGS[name] then
      for j = i + 1, #inlines do
        local other = inlines[j]
        if other.t == "RawInline" and other.text == "</" .. name .. ">" then
          last = j
          break
        end
      end
    end
    if name == "br" then
      made:insert(pandoc.LineBreak())
    elseif last then
      made:insert(TAGS[name](pandoc.Inlines({ table.unpack(inlines, i + 1, last - 1) })))
      i = last
    else
      made:insert(at)
    end
    i = i + 1
  end
  return made
end

-- Quarto's player of videos would be fetched from elsewhere, and paper has none: a video is a link that says what it is.
local function video(span)
  local given, named = {}, {}
  for _, part in ipairs(span.content) do
    local key, value = part.attributes and part.attributes["data-key"], part.attributes and part.attributes["data-value"]
    if key then named[key] = value elseif value then table.insert(given, value) end
  end
  local name, address = given[1], given[2]
  if name == "video" and address then return pandoc.Link("Video: " .. (named.title or address), address) end
end

local function span_of(span)
  if span.classes:includes("quarto-shortcode__") then return video(span) end
  if asked_as_pdf(span) then return span end
end

-- Typst knows no pixels; a number without a unit is one of them to both engines.
local function without_pixels(image)
  local pixels = not IS_HTML and (image.attributes.width or ""):match("^([%d.]+)px$")
  if not pixels then return nil end
  image.attributes.width = pixels
  return image
end

local function div_of(div)
  local is_asked = asked_as_pdf(div)
  local kind = callout_type(div)
  if kind then return callout(div, kind) end
  if div.classes:includes("panel-tabset") then return tabset(div) end
  if is_asked then return div end
  if IS_HTML then return nil end
  if div.classes:includes("page-break") then return raw("#pagebreak(weak: true)") end
  if div.classes:includes("fresh-page") then return raw("#fresh-page()") end
end

-- A figure or table with a caption and no label has no number on the page: on paper it would have one, and move the
-- numbers of those that have, or lose its caption. What stands in a labelled block is called by that.
local function unnumbered(block, content, position)
  local caption = pandoc.utils.blocks_to_inlines(block.caption.long)
  if block.identifier ~= "" or #caption == 0 or pandoc.utils.stringify(caption):match("{#tbl%-[^{}]*}%s*$") then return nil end
  block.caption = pandoc.Caption()
  local blocks = pandoc.Blocks({ raw("#figure([") })
  blocks:extend(content)
  blocks:insert(raw("], numbering: none, kind: image, caption: figure.caption(position: " .. position .. ", ["))
  blocks:insert(pandoc.Plain(caption))
  blocks:insert(raw("]))"))
  return pandoc.Div(blocks)
end

local function without_numbers(document)
  if IS_HTML then return nil end
  document.blocks = document.blocks:walk({
    traverse = "topdown",
    Div = function(div)
      if div.identifier:match("^%a%a%a%-") then return div, false end
    end,
    Figure = function(figure) return unnumbered(figure, figure.content, "bottom"), false end,
    Table = function(block) return unnumbered(block, { block }, "top"), false end,
  })
  return document
end

return {
  { RawInline = note_tag },
  {
    Pandoc = function(document)
      return has_tags and document:walk({ Inlines = without_tags }) or nil
    end,
  },
  {
    Table = called_by_caption, Span = span_of, Image = without_pixels, Div = div_of, Pandoc = without_numbers,
  },
}
