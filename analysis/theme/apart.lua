-- Evidence that is long has files of its own. What a notebook sets in `.evidence-file` leaves the brief where the
-- facts of the render say so, and is kept beside them: evidence.html and evidence.pdf are made of it.

local NAME = "evidence-file"

local function facts()
  local path = os.getenv("DIALOGUES_FACTS")
  if not path and quarto then
    path = pandoc.path.join({ quarto.project.directory or ".", "reports", "_build", "facts.json" })
  end
  local file = path and io.open(path)
  if not file then return nil end
  local text = file:read("a")
  file:close()
  return pandoc.json.decode(text, false), pandoc.path.directory(path)
end

local function is_evidence(block)
  return block.t == "Div" and block.classes:includes(NAME)
end

function Pandoc(document)
  local told, folder = facts()
  if not told or not told.apart then return nil end
  local kept, moved = pandoc.Blocks({}), pandoc.Blocks({})
  for _, block in ipairs(document.blocks) do
    if is_evidence(block) then moved:extend(block.content) else kept:insert(block) end
  end
  if #moved == 0 then return nil end
  local form = FORMAT:match("html") and "html" or "typst"
  local file = assert(io.open(pandoc.path.join({ folder, "evidence-" .. form .. ".json" }), "w"))
  file:write(pandoc.write(pandoc.Pandoc(moved), "json"))
  file:close()
  document.blocks = kept
  document.meta.part = "brief"
  return document
end
