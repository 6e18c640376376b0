-- A worker says how the poll of a leased feed ended. Its items were accepted one by one before (accept.lua).
-- ARGV: prefix, now, token, id, poll state ('' = as it was), seconds until the next poll, line for the list of fetches
--       ('' = none), lines that it keeps, seconds after which silence is unusual ('' = as it was; '-1' = not known),
--       seconds that items are known after the feed has ceased to list them, item that it lists...
-- Returns done | lost (the lease was no longer this worker's, or the feed was removed).
local token, id, poll, seconds = ARGV[3], ARGV[4], ARGV[5], tonumber(ARGV[6])
local line, lines, silence, known = ARGV[7], tonumber(ARGV[8]), ARGV[9], tonumber(ARGV[10])
local f = feed_key(id)
if redis.call('HGET', FEEDS_OWNER, id) ~= token then return 'lost' end
redis.call('HDEL', FEEDS_OWNER, id)
redis.call('ZREM', FEEDS_LEASE, id)
redis.call('HDEL', f, 'attempts')
if poll ~= '' then redis.call('HSET', f, 'poll', poll) end
if line ~= '' then
  redis.call('LPUSH', f .. ':fetches', line)
  redis.call('LTRIM', f .. ':fetches', 0, lines - 1)
end
if #ARGV > 10 then
  for i = 11, #ARGV do redis.call('ZADD', f .. ':items', 'XX', NOW, ARGV[i]) end
  redis.call('ZREMRANGEBYSCORE', f .. ':items', '-inf', NOW - known)
end
if redis.call('HEXISTS', f, 'paused') == 0 then
  redis.call('ZADD', FEEDS_WAIT, NOW + seconds, id)
  if silence == '-1' then
    redis.call('ZREM', FEEDS_QUIET, id)
  elseif silence ~= '' then
    redis.call('ZADD', FEEDS_QUIET, NOW + tonumber(silence), id)
  end
end
return 'done'
