-- Plays a person in front of Neovim (0.7 and newer): runs the scenario named in $SCENARIO on the open file and writes
-- what was seen as JSON to $REPORT. Waits are polls with a deadline, never sleeps.

local seen = { progress = {}, messages = {}, menu = {}, questions = {}, answers = {} }
local play = {}

local function wait_for(what, condition, seconds)
  if not vim.wait((seconds or 60) * 1000, condition, 10) then
    error("waited in vain for " .. what .. "; messages: " .. vim.fn.json_encode(seen.messages))
  end
end

-- Note what the server says, and let Neovim handle it as always.
local function watch(method, note)
  local handle = vim.lsp.handlers[method]
  vim.lsp.handlers[method] = function(err, result, ...)
    note(result, err)
    return handle and handle(err, result, ...)
  end
end

watch("$/progress", function(result)
  table.insert(seen.progress, { token = tostring(result.token), value = result.value })
end)
watch("window/showMessage", function(result) table.insert(seen.messages, result.message) end)
watch("workspace/executeCommand", function(result, err) table.insert(seen.answers, err or result or {}) end)

local function client()
  local list = (vim.lsp.get_clients or vim.lsp.get_active_clients)()
  for _, one in pairs(list) do
    if one.name == "contexten" then
      return one
    end
  end
end

local function execute(command, argument)
  local params = { command = command, arguments = argument and { argument } or {} }
  local answers = vim.lsp.buf_request_sync(0, "workspace/executeCommand", params, 60000)
  for _, answer in pairs(answers or {}) do
    assert(not answer.error, vim.inspect(answer.error))
    return answer.result
  end
  error(command .. " was not answered")
end

-- Whether a piece of work whose title starts so was begun and ended.
local function ended(start)
  local titles = {}
  for _, news in ipairs(seen.progress) do
    if news.value.kind == "begin" then
      titles[news.token] = news.value.title
    elseif news.value.kind == "end" and vim.startswith(titles[news.token] or "", start) then
      return true
    end
  end
  return false
end

local function ready()
  wait_for("the server", function()
    local one = client()
    return one ~= nil and one.initialized and vim.lsp.buf_get_clients(0)[one.id] ~= nil
  end)
  -- The menu does not need the index, but what is chosen as context does.
  wait_for("the index", function() return ended("Contexten: reading the workspace") end)
end

local function text()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), "\n") .. "\n"
end

local function go_to(pattern)
  assert(vim.fn.search("\\V" .. pattern, "w") > 0, pattern .. " is not in the file")
end

-- Answer a question of the server with the next digit of $REPLY; it comes by vim.ui.select, before Neovim 0.9 by inputlist.
local function reply(question)
  table.insert(seen.questions, question)
  return tonumber(vim.env.REPLY:sub(#seen.questions, #seen.questions))
end

vim.fn.inputlist = function(lines) return reply(lines[1]) end

-- Choose by title from the menu of code actions.
local function will_choose(start)
  vim.ui.select = function(items, options, on_choice)
    if items[1].title then
      local number = reply(options.prompt)
      return on_choice(items[number], number)
    end
    for _, item in ipairs(items) do
      local action = item.action or item[2]
      table.insert(seen.menu, action)
      if seen.chosen == nil and vim.startswith(action.title, start) then
        seen.chosen = action.title
        on_choice(item, 1)
      end
    end
  end
end

local function choose(start)
  will_choose(start)
  vim.lsp.buf.code_action()
  wait_for("the action '" .. start .. "'", function() return seen.chosen ~= nil end)
end

local function writing()
  for _, news in ipairs(seen.progress) do
    if vim.startswith(news.value.message or "", "Writing") then
      return true
    end
  end
  return false
end

local function wait_for_end()
  wait_for("the end of the work", function() return ended("Contexten: " .. vim.env.WORK) end)
end

-- Type a line as a person does: what comes later is a change of its own for undo.
local function type_line(keys)
  vim.cmd("normal! " .. keys)
  vim.o.undolevels = vim.o.undolevels
end

-- Tell the test outside that the person got this far.
local function signal(name)
  vim.fn.writefile({}, vim.env.SIGNALS .. "/" .. name)
end

local function undone()
  vim.cmd("silent undo")
  seen.undone = text()
end

local function finish()
  seen.after = text()
  seen.status = execute("contexten.status")
end

-- Implement what is at the stub, by the menu.
function play.implement()
  ready()
  go_to("raise NotImplementedError")
  choose("Implement ")
  wait_for_end()
  wait_for("the edit", function() return not text():find("raise NotImplementedError", 1, true) end)
  finish()
  undone()
  seen.status_undone = execute("contexten.status")
end

-- Implement by the menu, leave the result for later, and take it then.
function play.keep()
  ready()
  go_to("raise NotImplementedError")
  choose("Implement ")
  wait_for_end()
  finish()
  seen.tasks = execute("contexten.tasks").tasks
  vim.cmd("ContextenApply " .. seen.tasks[1].id)
  wait_for("the kept result", function() return text() ~= seen.after end)
  seen.later = text()
end

-- Implement by the keys of docs/editors/neovim.md, without a menu.
function play.keymap()
  vim.ui.select = function() error("a menu was opened") end
  ready()
  go_to(vim.env.PATTERN)
  vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes(vim.env.KEYS, true, false, true), "mx", false)
  wait_for_end()
  finish()
  undone()
end

-- Run the command line of docs/editors/neovim.md.
function play.command()
  ready()
  go_to(vim.env.PATTERN)
  vim.cmd(vim.env.COMMAND)
  wait_for_end()
  finish()
  undone()
end

-- Have a test written, which goes to a new file.
function play.test()
  ready()
  go_to(vim.env.PATTERN)
  choose("Write a test ")
  wait_for_end()
  seen.buffers = {}
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    local lines = vim.api.nvim_buf_get_lines(buffer, 0, -1, true)
    seen.buffers[vim.api.nvim_buf_get_name(buffer)] = table.concat(lines, "\n") .. "\n"
  end
  finish()
  wait_for("the server to be told of the new text", function()
    seen.status = execute("contexten.status")
    for _, document in ipairs(seen.status.documents) do
      if document.sha256 ~= vim.fn.sha256(seen.buffers[vim.uri_to_fname(document.uri)]) then
        return false
      end
    end
    return #seen.status.documents == 2
  end)
end

-- Only look at the menu.
function play.look()
  ready()
  go_to(vim.env.PATTERN)
  choose(vim.env.TITLE)
end

-- Think better of it while the answer is coming.
function play.cancel()
  ready()
  go_to("raise NotImplementedError")
  choose("Implement ")
  wait_for("the first words of the answer", writing)
  vim.cmd(vim.env.COMMAND)
  wait_for_end()
  finish()
  seen.tasks = execute("contexten.tasks").tasks
end

-- Write the body by hand while the model thinks.
function play.stale()
  ready()
  go_to("raise NotImplementedError")
  choose("Implement ")
  wait_for("the question to the model", function() return vim.fn.filereadable(vim.env.SIGNALS .. "/asked") == 1 end)
  type_line("ccreturn 'typed by hand'")
  seen.typed = text()
  execute("contexten.status")
  signal("typed")
  wait_for_end()
  finish()
  seen.tasks = execute("contexten.tasks").tasks
end

-- Type in the very moment in which the edit arrives: Neovim skips it and answers that it was applied.
function play.late()
  local apply = vim.lsp.handlers["workspace/applyEdit"]
  vim.lsp.handlers["workspace/applyEdit"] = function(...)
    vim.lsp.handlers["workspace/applyEdit"] = apply
    type_line("ggO# typed by hand")
    return apply(...)
  end
  ready()
  go_to("raise NotImplementedError")
  choose("Implement ")
  wait_for_end()
  wait_for("word of the skipped edit", function() return #seen.messages > 0 end)
  finish()
  seen.tasks = execute("contexten.tasks").tasks
end

-- Write elsewhere in the file while the model thinks.
function play.beside()
  ready()
  go_to("raise NotImplementedError")
  choose("Implement ")
  wait_for("the question to the model", function() return vim.fn.filereadable(vim.env.SIGNALS .. "/asked") == 1 end)
  type_line("ggO# typed by hand")
  seen.typed = text()
  execute("contexten.status")
  signal("typed")
  wait_for_end()
  finish()
  undone()
end

local function texts()
  local found = {}
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    local lines = vim.api.nvim_buf_get_lines(buffer, 0, -1, true)
    found[vim.api.nvim_buf_get_name(buffer)] = table.concat(lines, "\n") .. "\n"
  end
  return found
end

-- Give a task to an agent by a command, say yes to each question, and take its edit of several files back again.
function play.agent()
  ready()
  will_choose("nothing")
  vim.cmd(vim.env.COMMAND)
  wait_for("the agent's edit", function() return texts()[vim.env.OTHER] ~= nil and text():find(vim.env.PATTERN, 1, true) end)
  finish()
  seen.buffers = texts()
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buffer) then
      vim.api.nvim_buf_call(buffer, function() vim.cmd("silent undo") end)
    end
  end
  seen.buffers_undone = texts()
end

local ok, problem = xpcall(play[vim.env.SCENARIO], debug.traceback)
seen.error = not ok and problem or nil
vim.fn.writefile({ vim.fn.json_encode(seen) }, vim.env.REPORT)
vim.cmd("qa!")
