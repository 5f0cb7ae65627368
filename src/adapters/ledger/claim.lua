-- KEYS: outbox, outbox-due, claims, claim-tokens. ARGV: effect id, now in ms, held until in ms.
-- Answers {token, attempts, entry}, or nothing: the effect is gone, not due, or held by somebody else.

local outbox, outboxDue, claims, tokens = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local id, now, heldUntil = ARGV[1], ARGV[2], ARGV[3]

local entry = readEntry(outbox, id)
local dueAt = redis.call('ZSCORE', outboxDue, id)
if not entry or not dueAt or tonumber(dueAt) > tonumber(now) then return false end

local held = readClaim(claims, id)
if held and tonumber(held.heldUntil) > tonumber(now) then return false end

local attempts = '1'
-- Counted across writings: whoever performed an older one may have been cut off after it was seen by the world.
if held then attempts = string.format('%.0f', tonumber(held.attempts) + 1) end

local token = string.format('%.0f', redis.call('INCR', tokens))
redis.call('HSET', claims, id, token .. ' ' .. entry.writing .. ' ' .. heldUntil .. ' ' .. attempts)
-- Until the claim runs out, the sweeper has no business with this effect.
redis.call('ZADD', outboxDue, heldUntil, id)
return { token, attempts, entry.text }
