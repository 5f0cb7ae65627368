-- KEYS: due, state. ARGV: chain, the due time that was looked at in ms, the next one in ms or nothing, the version of
-- the chain that was looked at or nothing.
-- Moves a due time on. One that was brought forward meanwhile stays: it stands for work that was not looked at. One
-- that somebody else has moved on stays, too: of all who found the chain due, one may act on it. So does the time of a
-- chain that was changed meanwhile: the next time was worked out from a state that is no more.

local found = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not found or tonumber(found) ~= tonumber(ARGV[2]) then return 'kept' end
if ARGV[4] ~= '' and (redis.call('HGET', KEYS[2], 'version') or '0') ~= ARGV[4] then return 'kept' end
if ARGV[3] == '' then redis.call('ZREM', KEYS[1], ARGV[1]) else redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1]) end
return 'moved'
