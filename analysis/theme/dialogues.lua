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

local function engine()
  if quarto then return "Quarto " .. tostring(quarto.version) end
  return os.getenv("DIALOGUES_ENGINE") or ""
end

-- Words as text, whatever signs they hold; a list as a list of them.
local function meta_value(value)
  if type(value) ~= "table" then return pandoc.MetaInlines(pandoc.Inlines(tostring(value))) end
  local list = {}
  for i, item in ipairs(value) do list[i] = meta_value(item) end
  return pandoc.MetaList(list)
end

function Meta(meta)
  for key, value in pairs(facts()) do
    if key == "head_extra" then
      meta[key] = pandoc.MetaBlocks({ pandoc.RawBlock("html", value) })
    elseif meta[key] == nil then
      meta[key] = meta_value(value)
    end
  end
  meta.engine = meta_value(engine())
  meta.pagetitle = meta_value(pandoc.utils.stringify(meta.title or ""))
  return meta
end

function Span(span)
  if span.classes:includes("engine") then
    span.content = pandoc.Inlines(engine())
    return span
  end
end
