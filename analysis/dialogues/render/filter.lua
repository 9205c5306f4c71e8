-- The Quarto constructs that Pandoc does not know by itself: conditional content, figures and tables
-- with captions, cross-references, section numbers. What cannot be resolved is told on standard error,
-- one line each: `dialogues: <what> <name>`.

local IS_HTML = FORMAT:match("html") ~= nil
local HERE = IS_HTML and "html" or "typst"
local NAMES = { fig = "Figure", tbl = "Table", sec = "Section" }
local labels = {} -- label -> number, or false for a section without one
local options = { number = false, depth = 6, cites = false }

local function tell(what, name)
  io.stderr:write("dialogues: " .. what .. " " .. name .. "\n")
end

local function raw(text)
  return pandoc.RawBlock(HERE, text)
end

local function text(value)
  return value and pandoc.utils.stringify(value) or nil
end

-- Conditional content -------------------------------------------------------------------------------

local function is_shown(element)
  local visible = element.classes:includes("content-visible")
  if not visible and not element.classes:includes("content-hidden") then return true end
  local met = true
  if element.attributes["when-format"] then met = element.attributes["when-format"] == HERE end
  if element.attributes["unless-format"] then met = met and element.attributes["unless-format"] ~= HERE end
  return met == visible
end

local function conditional(element)
  if not is_shown(element) then return {} end
  if element.classes:includes("content-visible") or element.classes:includes("content-hidden") then
    return element.content
  end
end

-- Figures and tables --------------------------------------------------------------------------------

local function kind_of(id)
  local kind = id:match("^(%a+)%-")
  return NAMES[kind] and kind or nil
end

local function typst_string(value)
  return '"' .. value:gsub("\\", "\\\\"):gsub('"', '\\"'):gsub("\n", "\\n") .. '"'
end

-- An image with its alternative text, which Pandoc's Typst writer would drop.
local function typst_image(image)
  local alt = image.attributes["fig-alt"] or image.attributes.alt or text(image.caption)
  local source = typst_string(image.src)
  if image.src:match("^data:") then
    local mime, data = pandoc.mediabag.fetch(image.src)
    if mime:match("svg") then
      source = "bytes(" .. typst_string(data) .. '), format: "svg"'
    else
      local bytes = {}
      for i = 1, #data do bytes[i] = tostring(data:byte(i)) end
      source = "bytes((" .. table.concat(bytes, ",") .. ",))"
    end
  end
  if not alt or alt == "" then tell("no-alt", image.src:sub(1, 60)) end
  local width = image.attributes.width and ", width: " .. image.attributes.width or ""
  return pandoc.RawInline("typst", "#image(" .. source .. width .. ", alt: " .. typst_string(alt or "") .. ")")
end

local function with_alt(blocks, alt)
  return blocks:walk({
    Image = function(image)
      image.attributes["fig-alt"] = image.attributes["fig-alt"] or alt
      return image
    end,
  })
end

local function html_image(image)
  local alt = image.attributes["fig-alt"]
  if alt then
    image.attributes["fig-alt"] = nil
    image.caption = pandoc.Inlines(alt)
    return image
  end
end

-- The blocks of a float in their frame, numbered.
local function float(id, content, caption)
  local kind = kind_of(id)
  local top = kind == "tbl"
  local blocks = pandoc.Blocks({})
  if IS_HTML then
    local label = NAMES[kind] .. "\u{a0}" .. labels[id]
    local lead = pandoc.Inlines({ pandoc.Span(label .. ":", pandoc.Attr("", { "float-label" })), pandoc.Space() })
    lead:extend(caption)
    local words = { raw("<figcaption>"), pandoc.Plain(lead), raw("</figcaption>") }
    blocks:insert(raw('<div id="' .. id .. '" class="quarto-float"><figure class="quarto-float quarto-float-' .. kind .. '">'))
    if top then blocks:extend(words) end
    blocks:extend(content)
    if not top then blocks:extend(words) end
    blocks:insert(raw("</figure></div>"))
    return blocks
  end
  blocks:insert(raw("#figure(["))
  blocks:extend(content)
  blocks:insert(raw("], caption: figure.caption(position: " .. (top and "top" or "bottom") .. ", ["))
  blocks:insert(pandoc.Plain(caption))
  blocks:insert(raw(']), kind: "quarto-float-' .. kind .. '", supplement: "' .. NAMES[kind] .. '") <' .. id .. ">"))
  return blocks
end

-- A div labelled as a float: its last paragraph is the caption, or its table has one.
local function float_div(div)
  local alt = div.attributes["fig-alt"]
  local content = alt and with_alt(div.content, alt) or div.content
  if #content > 1 and (content[#content].t == "Para" or content[#content].t == "Plain") then
    local caption = table.remove(content).content
    return float(div.identifier, content, caption)
  end
  for _, block in ipairs(content) do
    if (block.t == "Table" or block.t == "Figure") and #block.caption.long > 0 then
      local caption = pandoc.utils.blocks_to_inlines(block.caption.long)
      block.caption = pandoc.Caption()
      return float(div.identifier, block.t == "Figure" and block.content or content, caption)
    end
  end
  tell("no-caption", div.identifier)
end

local function float_block(block)
  if kind_of(block.identifier) == nil or kind_of(block.identifier) == "sec" then return nil end
  local id, caption = block.identifier, pandoc.utils.blocks_to_inlines(block.caption.long)
  block.identifier = ""
  if block.t == "Figure" then
    return float(id, block.content, caption)
  end
  block.caption = pandoc.Caption()
  return float(id, pandoc.Blocks({ block }), caption)
end

-- Numbers -------------------------------------------------------------------------------------------

local counters = { fig = 0, tbl = 0 }

local function count(id)
  local kind = kind_of(id)
  if not counters[kind] then return end
  if labels[id] then tell("twice", id) end
  counters[kind] = counters[kind] + 1
  labels[id] = tostring(counters[kind])
end

-- Section numbers count from the highest heading level in use: `##` under a title is 1, not 0.1.
local function number_sections(blocks)
  local top = 6
  blocks:walk({ Header = function(header) top = math.min(top, header.level) end })
  local sections, above = {}, 0
  return blocks:walk({
    Header = function(header)
      local level = header.level - top + 1
      if level > above + 1 then tell("skipped-level", text(header.content)) end
      above = level
      local number
      if options.number and not header.classes:includes("unnumbered") and level <= options.depth then
        sections[level] = (sections[level] or 0) + 1
        for i = 1, level do sections[i] = sections[i] or 0 end
        for i = level + 1, 6 do sections[i] = nil end
        number = table.concat(sections, ".")
      end
      if kind_of(header.identifier) == "sec" then
        if labels[header.identifier] ~= nil then tell("twice", header.identifier) end
        labels[header.identifier] = number or false
      end
      if not IS_HTML then
        header.level = level
      elseif number then
        header.attributes["data-number"] = number
        header.content:insert(1, pandoc.Space())
        header.content:insert(1, pandoc.Span(number, pandoc.Attr("", { "header-section-number" })))
      end
      return header
    end,
  })
end

-- References ----------------------------------------------------------------------------------------

local function reference(citation)
  local id = citation.id:sub(1, 1):lower() .. citation.id:sub(2)
  local kind, label = kind_of(id), labels[id]
  if not label then
    tell(label == nil and "unresolved" or "unnumbered", citation.id)
    return pandoc.Inlines("@" .. citation.id)
  end
  local words = #citation.prefix > 0 and text(citation.prefix) or NAMES[kind]
  if citation.mode == "SuppressAuthor" then words = "" end
  if IS_HTML then
    local shown = words == "" and label or words .. "\u{a0}" .. label
    return pandoc.Inlines({ pandoc.Link(shown, "#" .. id, "", pandoc.Attr("", { "quarto-xref" })) })
  end
  return pandoc.Inlines({ pandoc.RawInline("typst", "#ref(<" .. id .. ">, supplement: [" .. words .. "])") })
end

local function cite(element)
  local first = element.citations[1]
  if not first or not kind_of(first.id:lower()) then
    if first and not options.cites then tell("no-bibliography", first.id) end
    return nil
  end
  local inlines = pandoc.Inlines({})
  for i, citation in ipairs(element.citations) do
    if i > 1 then inlines:extend({ pandoc.Str(","), pandoc.Space() }) end
    inlines:extend(reference(citation))
  end
  return inlines
end

-- The standard of the PDF asks for words in place of a formula, and Markdown has no place for them.
local function formula(math)
  tell("no-math-alt", math.text:match("[^\n]*%S[^\n]*") or "")
end

-- The whole -----------------------------------------------------------------------------------------

function Pandoc(document)
  options.number = document.meta["number-sections"] == true
  options.depth = tonumber(text(document.meta["number-depth"])) or 6
  options.cites = document.meta.bibliography ~= nil or document.meta.references ~= nil
  local blocks = document.blocks:walk({ Div = conditional, Span = conditional })
  blocks = number_sections(blocks)
  blocks:walk({
    traverse = "topdown",
    Div = function(div) count(div.identifier) end,
    Table = function(block) count(block.identifier) end,
    Figure = function(block) count(block.identifier) end,
  })
  blocks = blocks:walk({
    Div = function(div)
      if labels[div.identifier] and kind_of(div.identifier) ~= "sec" then return float_div(div) end
      if div.attributes["fig-alt"] then return with_alt(div.content, div.attributes["fig-alt"]) end
    end,
    Table = float_block,
    Figure = float_block,
  })
  blocks = blocks:walk({ Cite = cite })
  blocks = blocks:walk({ Image = IS_HTML and html_image or typst_image })
  document.blocks = IS_HTML and blocks or blocks:walk({ Math = formula })
  return document
end
