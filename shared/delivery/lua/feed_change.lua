-- Change one feed, by the word of a person. ARGV: prefix, now, action, id, about, seconds, limit
--   action add:    know it as `about`, and poll it in `seconds`; `limit`: feeds that there may be
--   action about:  replace what is known about it
--   action remove: forget it; articles that came from it stay
--   action pause:  poll it no more. A poll under way ends as any other
--   action resume: poll it again, now
--   action poll:   poll it now, if nobody is at it
-- Returns new | known | full | done | none (there is no such feed) | paused (it is not polled before it is resumed).
local action, id, about, seconds, limit = ARGV[3], ARGV[4], ARGV[5], tonumber(ARGV[6]), tonumber(ARGV[7])
local f = feed_key(id)
local known = redis.call('EXISTS', f) == 1

if action == 'add' then
  if known then return 'known' end
  if redis.call('ZCARD', FEEDS) >= limit then return 'full' end
  redis.call('HSET', f, 'about', about)
  redis.call('ZADD', FEEDS, WALL_US, id)
  redis.call('ZADD', FEEDS_WAIT, NOW + seconds, id)
  return 'new'
end
if not known then return 'none' end
if action == 'about' then
  redis.call('HSET', f, 'about', about)
elseif action == 'remove' then
  redis.call('DEL', f, f .. ':items', f .. ':fetches')
  for _, key in ipairs({FEEDS, FEEDS_WAIT, FEEDS_LEASE, FEEDS_QUIET}) do redis.call('ZREM', key, id) end
  redis.call('HDEL', FEEDS_OWNER, id)
elseif action == 'pause' then
  redis.call('HSET', f, 'paused', 1)
  redis.call('ZREM', FEEDS_WAIT, id)
  redis.call('ZREM', FEEDS_QUIET, id)      -- silence that was asked for is no alarm
else
  if action == 'resume' then redis.call('HDEL', f, 'paused') end
  if redis.call('HEXISTS', f, 'paused') == 1 then return 'paused' end
  if redis.call('HEXISTS', FEEDS_OWNER, id) == 0 then redis.call('ZADD', FEEDS_WAIT, NOW, id) end
end
return 'done'
