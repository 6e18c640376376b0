-- Let the feeds wait again whose lease has expired, or whose worker is known to be dead.
-- ARGV: prefix, now, beginning of a dead worker's tokens... Returns {returned, due, leased, feeds in all, quiet ones}.
local returned = 0
local function give_back(id)
  redis.call('ZREM', FEEDS_LEASE, id)
  redis.call('HDEL', FEEDS_OWNER, id)
  if redis.call('HEXISTS', feed_key(id), 'paused') == 0 then redis.call('ZADD', FEEDS_WAIT, NOW, id) end
  returned = returned + 1
end

for _, id in ipairs(redis.call('ZRANGEBYSCORE', FEEDS_LEASE, '-inf', NOW, 'LIMIT', 0, 1000)) do give_back(id) end
if #ARGV > 2 then
  for _, id in ipairs(redis.call('ZRANGE', FEEDS_LEASE, 0, 999)) do
    local token = redis.call('HGET', FEEDS_OWNER, id) or ''
    for i = 3, #ARGV do
      if string.sub(token, 1, #ARGV[i]) == ARGV[i] then give_back(id) break end
    end
  end
end
return {returned, redis.call('ZCOUNT', FEEDS_WAIT, '-inf', NOW), redis.call('ZCARD', FEEDS_LEASE),
  redis.call('ZCARD', FEEDS), redis.call('ZCOUNT', FEEDS_QUIET, '-inf', NOW)}
