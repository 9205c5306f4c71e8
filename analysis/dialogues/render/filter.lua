-- The Quarto constructs that Pandoc does not know by itself: conditional content, figures, tables and listings
-- with captions, equations, theorems, columns, cross-references, section numbers. What cannot be resolved is told on standard error,
-- one line each: `dialogues: <what> <name>`.

local IS_HTML = FORMAT:match("html") ~= nil
local HERE = IS_HTML and "html" or "typst"
local THEOREMS = {
  thm = "Theorem", lem = "Lemma", cor = "Corollary", prp = "Proposition", cnj = "Conjecture", def = "Definition",
  exm = "Example", exr = "Exercise",
}
local UNNUMBERED = { proof = "Proof", remark = "Remark", solution = "Solution" }
local FLOATS = { fig = true, tbl = true, lst = true }
local NAMES = { fig = "Figure", tbl = "Table", lst = "Listing", eq = "Equation", sec = "Section" }
for kind, name in pairs(THEOREMS) do NAMES[kind] = name end
local labels = {} -- label -> number, or false for a section without one
local inside = {} -- label of a figure or table within another -> the label of that
local in_layout = {} -- label of a float that stands in columns -> true
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

local ALIGNED = {
  left = "display: block; margin-right: auto", center = "display: block; margin-inline: auto",
  right = "display: block; margin-left: auto",
}

-- A width as Typst knows it: a number alone is in pixels, of which there are 96 to an inch.
local function typst_width(said)
  local pixels = tonumber(said)
  return pixels and string.format("%gpt", pixels * 0.75) or said
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
  local width = image.attributes.width and ", width: " .. typst_width(image.attributes.width) or ""
  local code = "image(" .. source .. width .. ", alt: " .. typst_string(alt or "") .. ")"
  local align = image.attributes["fig-align"]
  if ALIGNED[align] then code = "align(" .. align .. ", " .. code .. ")" end
  return pandoc.RawInline("typst", "#" .. code)
end

-- What a block says of its pictures, said of each of them.
local function with_said(blocks, said)
  return blocks:walk({
    Image = function(image)
      for to, from in pairs({ ["fig-alt"] = "fig-alt", ["fig-align"] = "fig-align", width = "out-width" }) do
        image.attributes[to] = image.attributes[to] or said[from]
      end
      return image
    end,
  })
end

local function says_of_pictures(div)
  return div.attributes["fig-alt"] or div.attributes["fig-align"] or div.attributes["out-width"]
end

local function html_image(image)
  local alt, style = image.attributes["fig-alt"], ALIGNED[image.attributes["fig-align"]]
  image.attributes["fig-alt"], image.attributes["fig-align"] = nil, nil
  if alt then image.caption = pandoc.Inlines(alt) end
  if style then image.attributes.style = style end
  return image
end

-- Columns -------------------------------------------------------------------------------------------

-- How the cells of a layout stand: one list of widths a row.
local function rows_of(said, count)
  local layout = said.layout and pandoc.json.decode(said.layout, false)
  if layout then return type(layout[1]) == "table" and layout or { layout } end
  local columns = tonumber(said["layout-ncol"]) or math.ceil(count / (tonumber(said["layout-nrow"]) or 1))
  local rows = {}
  for first = 1, count, columns do
    rows[#rows + 1] = {}
    for _ = 1, columns do table.insert(rows[#rows], 1) end
  end
  return rows
end

-- A row of cells (each a list of blocks) with their widths, as shares; a negative one is a gap.
local function row(cells, widths)
  local blocks, columns = pandoc.Blocks({}), {}
  for i, width in ipairs(widths) do columns[i] = string.format("%gfr", math.abs(width)) end
  if IS_HTML then
    blocks:insert(raw('<div class="layout" style="grid-template-columns: ' .. table.concat(columns, " ") .. '">'))
  else
    blocks:insert(raw("#grid(columns: (" .. table.concat(columns, ", ") .. ",), column-gutter: 1em, "))
  end
  for i, cell in ipairs(cells) do
    blocks:insert(raw(IS_HTML and "<div>" or "["))
    blocks:extend(cell)
    blocks:insert(raw(IS_HTML and "</div>" or (i < #cells and "], " or "]")))
  end
  blocks:insert(raw(IS_HTML and "</div>" or ")"))
  return blocks
end

local function cell_of(block)
  return block.t == "Div" and block.classes:includes("layout-cell") and block.content or pandoc.Blocks({ block })
end

-- The blocks side by side, as the attributes ask.
local function laid_out(content, said)
  local blocks, next_cell = pandoc.Blocks({}), 1
  for _, widths in ipairs(rows_of(said, #content)) do
    local cells, kept = {}, {}
    for _, width in ipairs(widths) do
      if width < 0 then
        table.insert(cells, pandoc.Blocks({}))
        table.insert(kept, width)
      elseif content[next_cell] then
        table.insert(cells, cell_of(content[next_cell]))
        table.insert(kept, width)
        next_cell = next_cell + 1
      end
    end
    if #cells > 0 then blocks:extend(row(cells, kept)) end
  end
  for i = next_cell, #content do blocks:extend(cell_of(content[i])) end
  return blocks
end

local function has_layout(div)
  return div.attributes["layout-ncol"] or div.attributes["layout-nrow"] or div.attributes.layout
end

-- `.columns` of `.column`s: those that say no width share what is left.
local function columns(div)
  local cells, widths = {}, {}
  for _, block in ipairs(div.content) do
    if block.t == "Div" and block.classes:includes("column") then
      local said = tonumber((block.attributes.width or ""):match("^([%d.]+)%%$"))
      table.insert(cells, block.content)
      table.insert(widths, said or 50)
    end
  end
  return row(cells, widths)
end

-- A figure or table within another: (a), (b), …
local function within(id, content, caption)
  local lead = pandoc.Inlines({ pandoc.Str(labels[id]:match("%(%a%)$")), pandoc.Space() })
  lead:extend(caption)
  local words = pandoc.Blocks({
    raw(IS_HTML and "<figcaption>" or "#text(size: 8.5pt)["), pandoc.Plain(lead), raw(IS_HTML and "</figcaption>" or "]"),
  })
  local is_first = kind_of(id) ~= "fig"
  local blocks = pandoc.Blocks({ raw(IS_HTML and '<figure id="' .. id .. '" class="quarto-subfloat">' or "#block[") })
  blocks:extend(is_first and words or content)
  blocks:extend(is_first and content or words)
  blocks:insert(raw(IS_HTML and "</figure>" or "] <" .. id .. ">"))
  return blocks
end

-- What stands in columns stays one block until they are drawn.
local function whole(id, blocks)
  return in_layout[id] and pandoc.Div(blocks, pandoc.Attr("", { "layout-cell" })) or blocks
end

-- The blocks of a float in their frame, numbered.
local function float(id, content, caption)
  local kind = kind_of(id)
  local top = kind ~= "fig"
  local blocks = pandoc.Blocks({})
  if inside[id] then return within(id, content, caption) end
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
  local content = says_of_pictures(div) and with_said(div.content, div.attributes) or div.content
  if #content > 1 and (content[#content].t == "Para" or content[#content].t == "Plain") then
    local caption = table.remove(content).content
    if has_layout(div) then content = laid_out(content, div.attributes) end
    return whole(div.identifier, float(div.identifier, content, caption))
  end
  for _, block in ipairs(content) do
    if (block.t == "Table" or block.t == "Figure") and #block.caption.long > 0 then
      local caption = pandoc.utils.blocks_to_inlines(block.caption.long)
      block.caption = pandoc.Caption()
      return whole(div.identifier, float(div.identifier, block.t == "Figure" and block.content or content, caption))
    end
  end
  tell("no-caption", div.identifier)
end

local function float_block(block)
  if not FLOATS[kind_of(block.identifier)] then return nil end
  local id, caption = block.identifier, pandoc.utils.blocks_to_inlines(block.caption.long)
  block.identifier = ""
  if block.t == "Figure" then
    return whole(id, float(id, block.content, caption))
  end
  block.caption = pandoc.Caption()
  return whole(id, float(id, pandoc.Blocks({ block }), caption))
end

-- A listing, and code that names its file.
local function code_block(block)
  local id, file, blocks = block.identifier, block.attributes.filename, pandoc.Blocks({ block })
  local caption = block.attributes["lst-cap"]
  block.attributes.filename, block.attributes["lst-cap"] = nil, nil
  if file then
    blocks:insert(1, pandoc.Para({ pandoc.Span({ pandoc.Code(file) }, pandoc.Attr("", { "filename" })) }))
  end
  if kind_of(id) ~= "lst" then return file and blocks or nil end
  if not caption then
    tell("no-caption", id)
    return nil
  end
  block.identifier = ""
  local words = pandoc.utils.blocks_to_inlines(pandoc.read(caption, "markdown-raw_tex").blocks)
  return whole(id, float(id, blocks, words))
end

-- What a theorem or its like is called by its kind.
local function theorem_kind(div)
  local kind = kind_of(div.identifier)
  if kind and THEOREMS[kind] then return THEOREMS[kind] end
  for class, word in pairs(UNNUMBERED) do
    if div.classes:includes(class) then return word end
  end
end

-- A heading that opens a theorem is its name, and no section.
local function named_theorem(div)
  if not theorem_kind(div) or not div.content[1] or div.content[1].t ~= "Header" then return nil end
  div.attributes.name = text(table.remove(div.content, 1).content)
  return div
end

local function theorem(div)
  local name, kind = theorem_kind(div), labels[div.identifier] and kind_of(div.identifier)
  if not name then return nil end
  local lead = pandoc.Inlines({ pandoc.Str(name) })
  lead:insert(pandoc.Str(kind and "\u{a0}" .. labels[div.identifier] or "."))
  if div.attributes.name then lead:extend({ pandoc.Space(), pandoc.Str("(" .. div.attributes.name .. ")") }) end
  local first = div.content[1]
  if not first or first.t ~= "Para" then
    first = pandoc.Para({})
    div.content:insert(1, first)
  end
  first.content:insert(1, pandoc.Space())
  first.content:insert(1, pandoc.Strong(lead))
  div.content[1] = first
  div.attributes.name = nil
  div.classes:insert("theorem")
  return div
end

-- Formulas ------------------------------------------------------------------------------------------

-- [$$…$$]{#eq-x alt="…"}: a formula with a number and, for the paper, its words.
local function equation(span)
  local math, id = span.content[1], span.identifier
  local alt, number = span.attributes.alt, labels[id]
  if kind_of(id) ~= "eq" or #span.content ~= 1 or math.t ~= "Math" then return nil end
  span.attributes.alt = nil
  if IS_HTML then
    span.classes:insert("equation")
    span.content:insert(pandoc.Span("(" .. number .. ")", pandoc.Attr("", { "equation-number" })))
    return span
  end
  if not alt then
    tell("no-math-alt", math.text:match("[^\n]*%S[^\n]*") or "")
    return {}
  end
  local written = pandoc.write(pandoc.Pandoc({ pandoc.Plain({ math }) }), "typst"):gsub("%s+$", "")
  local said = 'block: true, numbering: _ => "(' .. number .. ')", alt: ' .. typst_string(alt)
  return pandoc.RawInline("typst", "#math.equation(" .. said .. ", " .. written .. ") <" .. id .. ">")
end

local function keys(span)
  if not span.classes:includes("kbd") then return nil end
  local opens, closes = IS_HTML and "<kbd>" or "#kbd[", IS_HTML and "</kbd>" or "]"
  local inlines = pandoc.Inlines({ pandoc.RawInline(HERE, opens) })
  inlines:extend(span.content)
  inlines:insert(pandoc.RawInline(HERE, closes))
  return inlines
end

-- Numbers -------------------------------------------------------------------------------------------

local counters = {}

local function count(id)
  local kind = kind_of(id)
  if not kind or kind == "sec" then return end
  if labels[id] then tell("twice", id) end
  local above = inside[id]
  local of = above or kind
  counters[of] = (counters[of] or 0) + 1
  labels[id] = above and labels[above] .. "\u{a0}(" .. string.char(96 + counters[of]) .. ")" or tostring(counters[of])
end

-- Which floats stand in columns, and which within another of their kind.
local function place(div)
  local kind = kind_of(div.identifier)
  if not FLOATS[kind] and not has_layout(div) then return end
  local function take(block)
    if not FLOATS[kind_of(block.identifier)] then return end
    in_layout[block.identifier] = has_layout(div) and true or nil
    if FLOATS[kind] and kind_of(block.identifier) == kind then inside[block.identifier] = div.identifier end
  end
  for _, block in ipairs(div.content) do
    if block.t == "Div" or block.t == "Figure" or block.t == "Table" or block.t == "CodeBlock" then take(block) end
  end
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
  local words = citation.mode == "SuppressAuthor" and "" or NAMES[kind]
  if #citation.prefix > 0 then words = text(citation.prefix) end
  if IS_HTML or not (kind == "fig" or kind == "tbl" or kind == "sec" or kind == "lst") or inside[id] then
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
  local blocks = document.blocks:walk({
    Div = function(div)
      local shown = conditional(div)
      if shown then return shown end
      return named_theorem(div)
    end,
    Span = conditional,
  })
  blocks = number_sections(blocks)
  blocks:walk({ Div = place })
  local function counted(block) count(block.identifier) end
  blocks:walk({ traverse = "topdown", Div = counted, Table = counted, Figure = counted, CodeBlock = counted })
  blocks:walk({ Span = counted })
  blocks = blocks:walk({
    Div = function(div)
      if FLOATS[kind_of(div.identifier)] and labels[div.identifier] then return float_div(div) end
      if div.classes:includes("columns") then return columns(div) end
      if has_layout(div) then return laid_out(div.content, div.attributes) end
      if says_of_pictures(div) then return with_said(div.content, div.attributes) end
      return theorem(div)
    end,
    Table = float_block,
    Figure = float_block,
    CodeBlock = code_block,
  })
  blocks = blocks:walk({
    Span = function(span) return equation(span) or keys(span) end,
    Cite = cite,
    Image = IS_HTML and html_image or typst_image,
  })
  document.blocks = IS_HTML and blocks or blocks:walk({ Math = formula })
  return document
end
