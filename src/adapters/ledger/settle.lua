-- KEYS: outbox, outbox-due, outbox-since, claims. ARGV: effect id, token, and for an effect that is to be tried
-- again: when, in ms.

local outbox, outboxDue, outboxSince, claims = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local id, token, tryAgainAt = ARGV[1], ARGV[2], ARGV[3]

local claim = readClaim(claims, id)
if not claim or claim.token ~= token then return 'fenced' end
if not tryAgainAt then return settleClaim(outbox, outboxDue, outboxSince, claims, id, claim) end

local entry = readEntry(outbox, id)
if not entry then
  redis.call('HDEL', claims, id)
  return 'settled'
end
-- No token looks like this one: nobody holds the effect, and its attempts stay counted.
redis.call('HSET', claims, id, '- ' .. claim.writing .. ' 0 ' .. claim.attempts)
if entry.writing ~= claim.writing then
  redis.call('ZADD', outboxDue, entry.notBefore, id)
  return 'rewritten'
end
redis.call('ZADD', outboxDue, tryAgainAt, id)
return 'postponed'
