-- KEYS: ledger, state. ARGV: version and head that the reader knows. Answers 1 where they are those of the saved head and
-- of the newest event, else 0.

local saved = redis.call('HMGET', KEYS[2], 'version', 'head')
if saved[1] ~= ARGV[1] or saved[2] ~= ARGV[2] then return 0 end
local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', '1')[1]
return newest and newest[1] == ARGV[1] .. '-0' and 1 or 0
