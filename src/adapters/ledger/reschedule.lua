-- KEYS: due. ARGV: chain, the due time that was looked at in ms, the next one in ms or nothing.
-- Moves a due time on. One that was brought forward meanwhile stays: it stands for work that was not looked at.

local found = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not found or tonumber(found) < tonumber(ARGV[2]) then return 'kept' end
if ARGV[3] == '' then redis.call('ZREM', KEYS[1], ARGV[1]) else redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1]) end
return 'moved'
