-- Turns at a host that strangers' addresses name, over all workers: so many visits at once, so long between two starts.
-- ARGV: prefix, now, action, host, ticket, seconds, visits at once, longest visit in seconds
--   action ask:   may the ticket begin a visit now? `seconds` lie between two starts. Returns the seconds to wait; '0': go.
--   action end:   the ticket's visit is over.
--   action pause: no visit begins for `seconds`.
-- A ticket that has to wait is given a turn of its own, and keeps it for ten minutes: whoever waits asks twice,
-- not all the time.
local action, host, ticket, seconds = ARGV[3], ARGV[4], ARGV[5], tonumber(ARGV[6])
local h = P .. ':host:' .. host
local turns, visits = h .. ':turns', h .. ':visits'
local KEPT = 600

local function keep(until_then)
  local ttl = math.ceil(math.max(0, until_then - NOW)) + KEPT
  for _, key in ipairs({h, turns, visits}) do
    if redis.call('TTL', key) < ttl then redis.call('EXPIRE', key, ttl) end
  end
end

if action == 'end' then
  redis.call('ZREM', visits, ticket)
  return '0'
end
local known = redis.call('HMGET', h, 'allotted', 'started')
local allotted, started = tonumber(known[1] or 0), tonumber(known[2] or 0)
if action == 'pause' then
  redis.call('HSET', h, 'allotted', math.max(allotted, NOW + seconds), 'started', math.max(started, NOW + seconds))
  keep(NOW + seconds)
  return '0'
end

redis.call('ZREMRANGEBYSCORE', visits, '-inf', NOW)
redis.call('ZREMRANGEBYSCORE', turns, '-inf', NOW - KEPT)
local turn = tonumber(redis.call('ZSCORE', turns, ticket))
if not turn then
  turn = math.max(NOW, allotted + seconds)
  redis.call('HSET', h, 'allotted', turn)
end
if turn <= NOW and NOW < started + seconds then turn = started + seconds end      -- somebody came late to theirs
if turn <= NOW and redis.call('ZCARD', visits) >= tonumber(ARGV[7]) then turn = NOW + 1 end
if turn > NOW then
  redis.call('ZADD', turns, turn, ticket)
  keep(turn)
  return tostring(turn - NOW)
end
redis.call('ZREM', turns, ticket)
redis.call('ZADD', visits, NOW + tonumber(ARGV[8]), ticket)
redis.call('HSET', h, 'started', NOW)
keep(NOW)
return '0'
