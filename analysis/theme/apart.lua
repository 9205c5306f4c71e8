-- Evidence that is long has files of its own. Where a notebook's `.evidence-file` holds a mark (`.apart`, with the
-- names of both files), it leaves the document and is kept in reports/_build: the engine makes the other file of it.

local function build()
  local facts = os.getenv("DIALOGUES_FACTS")
  if facts then return pandoc.path.directory(facts) end
  return pandoc.path.join({ quarto and quarto.project.directory or ".", "reports", "_build" })
end

-- The mark may stand deep: Quarto puts what a cell shows into blocks of its own.
local function mark_of(block)
  if block.t ~= "Div" or not block.classes:includes("evidence-file") then return nil end
  local mark
  block:walk({
    Div = function(inner)
      if inner.classes:includes("apart") then mark = inner.attributes end
    end,
  })
  return mark
end

-- Quarto names a table later than this, by the last word of its caption: what leaves it is named here.
local function labelled(block)
  local long = block.caption.long
  local words = #long > 0 and long[#long].content
  local last = words and words[#words]
  local id = last and last.t == "Str" and last.text:match("^{#(tbl%-[^{}]+)}$")
  if not id then return nil end
  words:remove(#words)
  if #words > 0 and words[#words].t == "Space" then words:remove(#words) end
  block.caption = pandoc.Caption({ pandoc.Plain(words) })
  block.identifier = id
  return block
end

function Pandoc(document)
  local kept, moved, mark = pandoc.Blocks({}), pandoc.Blocks({}), nil
  for _, block in ipairs(document.blocks) do
    local found = mark_of(block)
    if found then
      mark = found
      moved:extend(block.content:walk({ Table = labelled }))
    else
      kept:insert(block)
    end
  end
  if not mark then return nil end
  local form = FORMAT:match("html") and "html" or "typst"
  local file = assert(io.open(pandoc.path.join({ build(), "evidence-" .. form .. ".json" }), "w"))
  file:write(pandoc.write(pandoc.Pandoc(moved, { other = mark.of, ["is-evidence"] = true }), "json"))
  file:close()
  document.blocks = kept
  document.meta.other = mark.file
  return document
end
