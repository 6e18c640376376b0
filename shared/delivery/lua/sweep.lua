-- Return expired leases of a stage to its waiting set. ARGV: prefix, now, stage, ttl.
-- Returns {returned, ready, waiting in all, leased, 1 if the breaker is open}.
local stage, ttl, returned = ARGV[3], tonumber(ARGV[4]), 0
for _, member in ipairs(redis.call('ZRANGEBYSCORE', lease_key(stage), '-inf', NOW, 'LIMIT', 0, 1000)) do
  local id, version = split(member)
  release(stage, id, version)
  if current(id) == version then
    redis.call('ZADD', wait_key(stage), NOW, member)
  else
    supersede(id, version, ttl)
  end
  returned = returned + 1
end
local open = tonumber(redis.call('HGET', breaker_key(stage), 'open_until') or 0) > NOW
return {returned, redis.call('ZCOUNT', wait_key(stage), '-inf', NOW), redis.call('ZCARD', wait_key(stage)),
  redis.call('ZCARD', lease_key(stage)), open and 1 or 0}
