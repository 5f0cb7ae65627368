-- One atomic commit. Lua has no rollback: an error in the middle leaves what was written before it. So everything
-- that can be refused is refused before the first write, the events are the first write, and whatever is derived
-- from them comes after. Numbers arrive and leave as text, and JSON passes through unread: Lua would cut floats,
-- print 1e14 as an exponent and turn empty arrays into objects.
--
-- Memory: unless the script was loaded with allow-oom, Redis refuses it as a whole when it is over its limit.

local fixed = {
  { key = KEYS[1], type = 'stream' }, { key = KEYS[2], type = 'hash' }, { key = KEYS[3], type = 'hash' },
  { key = KEYS[4], type = 'hash' }, { key = KEYS[5], type = 'zset' }, { key = KEYS[6], type = 'zset' },
  { key = KEYS[7], type = 'zset' }, { key = KEYS[8], type = 'hash' }, { key = KEYS[9], type = 'hash' },
  { key = KEYS[10], type = 'zset' }, { key = KEYS[11], type = 'zset' }, { key = KEYS[12], type = 'hash' },
  { key = KEYS[13], type = 'hash' }, { key = KEYS[14], type = 'list' }, { key = KEYS[15], type = 'set' },
  { key = KEYS[16], type = 'hash' }, { key = KEYS[17], type = 'zset' }, { key = KEYS[18], type = 'hash' },
}
local ledger, state, claims, outbox, outboxDue, outboxSince, due, open, lanes, history, chainHistory, summaries,
  records, recent, chains, incidents, resolved, resolvedRows = unpack(KEYS, 1, 18)
local firstMark = 19
local recentLength = 5
local resolvedLength = 50
local genesis = string.rep('0', 64)

-- Reading the arguments: single values, then lists, each with its length in front.

local position = 0
local function take()
  position = position + 1
  return ARGV[position]
end

local function takeList(...)
  local list = {}
  for index = 1, tonumber(take()) do
    local item = {}
    for _, field in ipairs({ ... }) do item[field] = take() end
    list[index] = item
  end
  return list
end

local commit, chain = take(), take()
local expectedVersion, expectedHead, expectedNewest = take(), take(), take()
local newVersion, newHead, newState = take(), take(), take()
local dueAt, markLifetime = take(), take()
local wantedClaims = takeList('id', 'token', 'settle')
local entries = takeList('seq', 'json')
local effects = takeList('id', 'notBefore', 'json')
local projections = takeList('kind', 'name', 'at', 'value', 'record')

-- Refusals. Nothing is written up to the next heading.

-- Only what this commit touches is looked at: each look costs as much as a write, and somebody waits for the answer.
local touched = { [KEYS[1]] = true, [KEYS[2]] = true }
if #wantedClaims > 0 then touched[claims] = true end
if #effects > 0 or #wantedClaims > 0 then
  touched[outbox], touched[outboxDue], touched[outboxSince] = true, true, true
end
if dueAt ~= '' then touched[due] = true end
if expectedVersion == '0' then touched[chains] = true end
for _, each in ipairs(projections) do
  if each.kind == 'lane-row' then
    touched[lanes] = true
  elseif each.kind == 'ended' then
    touched[history], touched[chainHistory], touched[summaries], touched[records], touched[recent] =
      true, true, true, true, true
  elseif each.kind == 'incident-row' then
    touched[incidents] = true
  elseif each.kind == 'incident-resolved' then
    touched[resolved], touched[resolvedRows] = true, true
  else
    touched[open] = true
  end
end
for _, each in ipairs(fixed) do
  if touched[each.key] then
    local found = redis.call('TYPE', each.key).ok
    if found ~= 'none' and found ~= each.type then return { 'wrong-type', each.key, each.type, found } end
  end
end

-- A client that lost the reply sends the same commit again: its own mark tells it that it was done.
local replayed = { 'replayed' }
for index = firstMark, #KEYS do
  local found = redis.call('TYPE', KEYS[index]).ok
  if found ~= 'none' and found ~= 'string' then return { 'wrong-type', KEYS[index], 'string', found } end
  local takenBy = redis.call('GET', KEYS[index])
  if takenBy == commit then return { 'committed' } end
  if takenBy then replayed[#replayed + 1] = tostring(index - firstMark) end
end

local fenced = { 'fenced' }
local heldClaims = {}
for index, wanted in ipairs(wantedClaims) do
  local claim = readClaim(claims, wanted.id)
  if not claim or claim.token ~= wanted.token then fenced[#fenced + 1] = wanted.id end
  heldClaims[index] = claim
end
if #fenced > 1 then return fenced end
if #replayed > 1 then return replayed end

local saved = redis.call('HMGET', state, 'version', 'head')
if (saved[1] or '0') ~= expectedVersion or (saved[2] or genesis) ~= expectedHead then return { 'conflict' } end

-- Ahead of the saved head: a write was torn, and loading repairs it. Behind it: events were taken away.
local newest = redis.call('XREVRANGE', ledger, '+', '-', 'COUNT', '1')[1]
local newestSeq = newest and string.match(newest[1], '^(%d+)%-0$') or '0'
if newestSeq ~= expectedNewest then
  if tonumber(newestSeq) > tonumber(expectedNewest) then return { 'conflict' } end
  return { 'behind', newestSeq }
end

-- Writes. None of these can fail for a reason that was not looked at above.

for _, entry in ipairs(entries) do redis.call('XADD', ledger, entry.seq .. '-0', 'e', entry.json) end

if newVersion ~= expectedVersion then
  redis.call('HSET', state, 'version', newVersion, 'head', newHead)
  if newState ~= '' then redis.call('HSET', state, 'state', newState, 'state-version', newVersion) end
  if expectedVersion == '0' then redis.call('SADD', chains, chain) end
end

for index, wanted in ipairs(wantedClaims) do
  if wanted.settle == '1' then
    settleClaim(outbox, outboxDue, outboxSince, claims, wanted.id, heldClaims[index])
  end
end

for _, effect in ipairs(effects) do
  redis.call('HSET', outbox, effect.id, commit .. ' ' .. effect.notBefore .. ' ' .. effect.json)
  redis.call('ZADD', outboxDue, effect.notBefore, effect.id)
  redis.call('ZADD', outboxSince, effect.notBefore, effect.id)
end

-- Only ever earlier: a due time that is still to come stands for work that nobody has looked at yet.
if dueAt ~= '' then redis.call('ZADD', due, 'LT', dueAt, chain) end

for index = firstMark, #KEYS do redis.call('SET', KEYS[index], commit, 'PX', markLifetime) end

for _, each in ipairs(projections) do
  if each.kind == 'open-row' then
    redis.call('HSET', open, each.name, each.value)
  elseif each.kind == 'no-open-row' then
    redis.call('HDEL', open, each.name)
  elseif each.kind == 'lane-row' then
    redis.call('HSET', lanes, each.name, each.value)
  elseif each.kind == 'ended' then
    redis.call('ZADD', history, each.at, each.name)
    redis.call('ZADD', chainHistory, each.at, each.name)
    redis.call('HSET', summaries, each.name, each.value)
    redis.call('HSET', records, each.name, each.record)
    redis.call('LREM', recent, '0', each.name)
    redis.call('LPUSH', recent, each.name)
    redis.call('LTRIM', recent, '0', tostring(recentLength - 1))
  elseif each.kind == 'incident-row' then
    if each.value == '' then
      redis.call('HDEL', incidents, each.name)
    else
      redis.call('HSET', incidents, each.name, each.value)
    end
  elseif each.kind == 'incident-resolved' then
    -- By the time it was resolved, so that a row which is written again keeps its place.
    redis.call('ZADD', resolved, each.at, each.name)
    redis.call('HSET', resolvedRows, each.name, each.value)
    local oldest = tostring(-resolvedLength - 1)
    for _, gone in ipairs(redis.call('ZRANGE', resolved, '0', oldest)) do redis.call('HDEL', resolvedRows, gone) end
    redis.call('ZREMRANGEBYRANK', resolved, '0', oldest)
  end
end

return { 'committed' }
