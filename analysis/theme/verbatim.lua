-- Words as they are, the last filter of both engines. Typst reads two hyphens as a dash, three full stops as an
-- ellipsis and a hyphen before a digit as a minus, and Pandoc does not say otherwise: a quotation would no
-- longer be verbatim.

local function verbatim(str)
  local value = str.text
  if value:match("%-[%-%?%d]") or value:match("%.%.%.") then
    return pandoc.RawInline("typst", '#"' .. value:gsub("\\", "\\\\"):gsub('"', '\\"') .. '";')
  end
end

function Pandoc(document)
  if not FORMAT:match("typst") then return end
  document.blocks = document.blocks:walk({ Str = verbatim })
  for _, key in ipairs({ "title", "subtitle" }) do
    local value = document.meta[key]
    if pandoc.utils.type(value) == "Inlines" then document.meta[key] = value:walk({ Str = verbatim }) end
  end
  return document
end
