-- Shared by the scripts that deal with claims. A claim is kept as `<token> <writing> <held until, ms> <attempts>`,
-- an outbox entry as `<writing> <not before, ms> <json>`. A *writing* is the id of the commit that wrote the entry:
-- an entry that was written again while somebody performed the older writing is recognised by it.

local function readClaim(claims, id)
  local text = redis.call('HGET', claims, id)
  if not text then return nil end
  local token, writing, heldUntil, attempts = string.match(text, '^(%S+) (%S+) (%S+) (%S+)$')
  return { token = token, writing = writing, heldUntil = heldUntil, attempts = attempts }
end

local function readEntry(outbox, id)
  local text = redis.call('HGET', outbox, id)
  if not text then return nil end
  local writing, notBefore = string.match(text, '^(%S+) (%S+) ')
  return { writing = writing, notBefore = notBefore, text = text }
end

-- Ends a claim whose effect was performed. A newer writing stays, and is due when it asked to be.
local function settleClaim(outbox, outboxDue, outboxSince, claims, id, claim)
  redis.call('HDEL', claims, id)
  local entry = readEntry(outbox, id)
  if entry and entry.writing ~= claim.writing then
    redis.call('ZADD', outboxDue, entry.notBefore, id)
    return 'rewritten'
  end
  redis.call('HDEL', outbox, id)
  redis.call('ZREM', outboxDue, id)
  redis.call('ZREM', outboxSince, id)
  return 'settled'
end
