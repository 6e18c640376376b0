-- Take up to `count` feeds that are due. One whose poll took its worker down is taken alone.
-- ARGV: prefix, now, token, lease seconds, count. Returns {due still, {id, about, poll, attempts}...}.
local token, seconds, count = ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local taken = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', FEEDS_WAIT, '-inf', NOW, 'LIMIT', 0, count)) do
  local f = feed_key(id)
  local attempts = tonumber(redis.call('HGET', f, 'attempts') or 0)
  if attempts == 0 or #taken == 0 then
    redis.call('ZREM', FEEDS_WAIT, id)
    redis.call('ZADD', FEEDS_LEASE, NOW + seconds, id)
    redis.call('HSET', FEEDS_OWNER, id, token)
    redis.call('HINCRBY', f, 'attempts', 1)
    local row = redis.call('HMGET', f, 'about', 'poll')
    taken[#taken + 1] = {id, row[1], row[2] or '', attempts + 1}
    if attempts > 0 then break end
  end
end
return {redis.call('ZCOUNT', FEEDS_WAIT, '-inf', NOW), unpack(taken)}
