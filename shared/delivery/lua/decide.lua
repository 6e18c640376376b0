-- Decisions of people on their way to the index. ARGV: prefix, now, action, and for
--   post: ttl, the most that may wait, the request; returns its number, '' where too many wait
--   settle: ttl, number, state, why, what is kept in the place of the request ('': the request)
-- Numbers are microseconds since 1970, a later one for each, so that their order is that of acceptance. A request waits
-- until it is settled; who takes it up does so by its number, so that twice is as once.
if ARGV[3] == 'post' then
  if redis.call('ZCARD', DECISIONS) >= tonumber(ARGV[5]) then return '' end
  local number = math.max(WALL_US, tonumber(redis.call('HGET', CLOCK, 'decision') or 0) + 1)
  redis.call('HSET', CLOCK, 'decision', whole(number))
  redis.call('HSET', decision_key(whole(number)), 'state', 'waiting', 'request', ARGV[6])
  redis.call('ZADD', DECISIONS, number, whole(number))
  return whole(number)
end
redis.call('HSET', decision_key(ARGV[5]), 'state', ARGV[6], 'why', ARGV[7])
if ARGV[8] ~= '' then redis.call('HSET', decision_key(ARGV[5]), 'request', ARGV[8]) end
redis.call('EXPIRE', decision_key(ARGV[5]), tonumber(ARGV[4]))
redis.call('ZREM', DECISIONS, ARGV[5])
return 'done'
