-- KEYS: ledger, state. Answers {version, head, state, state-version, newest}: the saved head, the state with the number
-- of the event that it follows, and, in the same instant, the number of the newest event. Empty text stands for what is
-- not there.

local saved = redis.call('HMGET', KEYS[2], 'version', 'head', 'state', 'state-version')
local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', '1')[1]
local newestSeq = newest and string.match(newest[1], '^(%d+)%-0$') or '0'
return { saved[1] or '', saved[2] or '', saved[3] or '', saved[4] or saved[1] or '', newestSeq }
