-- One atomic commit. Lua has no rollback: an error in the middle leaves what was written before it. So everything
-- that can be refused is refused before the first write, the events are the first write, and whatever is derived
-- from them comes after. Numbers arrive and leave as text, and JSON passes through unread: Lua would cut floats,
-- print 1e14 as an exponent and turn empty arrays into objects.
--
-- KEYS: ledger, state, a mark for each input, then whatever else this commit touches, and nothing more: each key costs
-- a look, and somebody waits for the answer. ARGV: single values, the names of those other keys, then lists. Each list
-- is read where it stands, without a table: Lua's own work is most of what a commit costs Redis.
--
-- Memory: unless the script was loaded with allow-oom, Redis refuses it as a whole when it is over its limit.

local call = redis.call
local ledger, state = KEYS[1], KEYS[2]
local commit, chain, expectedVersion, expectedHead, expectedNewest, newVersion, newHead, newState, dueAt, markLifetime,
  marks, claimCount, entryCount, effectCount = unpack(ARGV, 1, 14)

local firstMark, firstNamed = 3, 3 + marks
local firstName = 15
local firstClaim = firstName + #KEYS - firstNamed + 1 -- id, token, settle
local firstEntry = firstClaim + 3 * claimCount -- seq, json
local firstEffect = firstEntry + 2 * entryCount -- id, not before, json
local firstProjection = firstEffect + 3 * effectCount -- kind, name, at, value, record

local recentLength = 5
local resolvedLength = 50
local types = {
  claims = 'hash', outbox = 'hash', outboxDue = 'zset', outboxSince = 'zset', due = 'zset', chains = 'set',
  open = 'hash', lanes = 'hash', history = 'zset', chainHistory = 'zset', summaries = 'hash', records = 'hash',
  recent = 'list', incidents = 'hash', resolved = 'zset', resolvedRows = 'hash',
}

-- Refusals. Nothing is written up to the next heading.

local function wrongType(key, wanted)
  local found = call('TYPE', key).ok
  if found ~= 'none' and found ~= wanted then return { 'wrong-type', key, wanted, found } end
end

local named = {}
for index = firstNamed, #KEYS do
  local name, key = ARGV[firstName + index - firstNamed], KEYS[index]
  local wrong = wrongType(key, types[name])
  if wrong then return wrong end
  named[name] = key
end

-- What is read tells a wrong type by itself.
local saved = redis.pcall('HMGET', state, 'version', 'head')
if saved.err then return wrongType(state, 'hash') or saved end
local newest = redis.pcall('XREVRANGE', ledger, '+', '-', 'COUNT', '1')
if newest.err then return wrongType(ledger, 'stream') or newest end

-- A client that lost the reply sends the same commit again: its own mark tells it that it was done.
local replayed = { 'replayed' }
for index = firstMark, firstNamed - 1 do
  local takenBy = redis.pcall('GET', KEYS[index])
  if type(takenBy) == 'table' then return wrongType(KEYS[index], 'string') or takenBy end
  if takenBy == commit then return { 'committed' } end
  if takenBy then replayed[#replayed + 1] = tostring(index - firstMark) end
end

local fenced = { 'fenced' }
local heldClaims = {}
for at = firstClaim, firstEntry - 1, 3 do
  local id, token = ARGV[at], ARGV[at + 1]
  local claim = readClaim(named.claims, id)
  if not claim or claim.token ~= token then fenced[#fenced + 1] = id end
  heldClaims[at] = claim
end
if #fenced > 1 then return fenced end
if #replayed > 1 then return replayed end

if not saved[1] then saved = { '0', string.rep('0', 64) } end
if saved[1] ~= expectedVersion or saved[2] ~= expectedHead then return { 'conflict' } end

-- Ahead of the saved head: a write was torn, and loading repairs it. Behind it: events were taken away.
local newestSeq = newest[1] and string.match(newest[1][1], '^(%d+)%-0$') or '0'
if newestSeq ~= expectedNewest then
  if tonumber(newestSeq) > tonumber(expectedNewest) then return { 'conflict' } end
  return { 'behind', newestSeq }
end

-- Writes. None of these can fail for a reason that was not looked at above.

for at = firstEntry, firstEffect - 1, 2 do call('XADD', ledger, ARGV[at] .. '-0', 'e', ARGV[at + 1]) end

if newVersion ~= expectedVersion then
  call('HSET', state, 'version', newVersion, 'head', newHead)
  if newState ~= '' then call('HSET', state, 'state', newState, 'state-version', newVersion) end
  if expectedVersion == '0' then call('SADD', named.chains, chain) end
end

for at = firstClaim, firstEntry - 1, 3 do
  if ARGV[at + 2] == '1' then
    settleClaim(named.outbox, named.outboxDue, named.outboxSince, named.claims, ARGV[at], heldClaims[at])
  end
end

for at = firstEffect, firstProjection - 1, 3 do
  local id, notBefore = ARGV[at], ARGV[at + 1]
  call('HSET', named.outbox, id, commit .. ' ' .. notBefore .. ' ' .. ARGV[at + 2])
  call('ZADD', named.outboxDue, notBefore, id)
  call('ZADD', named.outboxSince, notBefore, id)
end

-- Only ever earlier: a due time that is still to come stands for work that nobody has looked at yet.
if dueAt ~= '' then call('ZADD', named.due, 'LT', dueAt, chain) end

for index = firstMark, firstNamed - 1 do call('SET', KEYS[index], commit, 'PX', markLifetime) end

for index = firstProjection, #ARGV, 5 do
  local kind, name, at, value = unpack(ARGV, index, index + 3)
  if kind == 'open-row' then
    call('HSET', named.open, name, value)
  elseif kind == 'no-open-row' then
    call('HDEL', named.open, name)
  elseif kind == 'lane-row' then
    call('HSET', named.lanes, name, value)
  elseif kind == 'ended' then
    call('ZADD', named.history, at, name)
    call('ZADD', named.chainHistory, at, name)
    call('HSET', named.summaries, name, value)
    call('HSET', named.records, name, ARGV[index + 4])
    call('LREM', named.recent, '0', name)
    call('LPUSH', named.recent, name)
    call('LTRIM', named.recent, '0', tostring(recentLength - 1))
  elseif kind == 'incident-row' then
    if value == '' then
      call('HDEL', named.incidents, name)
    else
      call('HSET', named.incidents, name, value)
    end
  elseif kind == 'incident-resolved' then
    -- By the time it was resolved, so that a row which is written again keeps its place.
    call('ZADD', named.resolved, at, name)
    call('HSET', named.resolvedRows, name, value)
    local oldest = tostring(-resolvedLength - 1)
    for _, gone in ipairs(call('ZRANGE', named.resolved, '0', oldest)) do call('HDEL', named.resolvedRows, gone) end
    call('ZREMRANGEBYRANK', named.resolved, '0', oldest)
  end
end

return { 'committed' }
