-- After a repair: what was indexed up to `from` is there again, and these ids are known to be missing one by one.
-- ARGV: prefix, now, from (microseconds; '' = all is accounted for), id...
local from, until_then = tonumber(ARGV[3]), tonumber(redis.call('HGET', INDEX, 'lost_until') or 0)
for i = 4, #ARGV do
  if redis.call('EXISTS', article_key(ARGV[i])) == 1 then redis.call('HSET', article_key(ARGV[i]), 'lost', 1) end
end
if not from or from >= until_then then
  redis.call('HDEL', INDEX, 'lost_from', 'lost_until', 'lost_how')
elseif from > tonumber(redis.call('HGET', INDEX, 'lost_from') or 0) then
  redis.call('HSET', INDEX, 'lost_from', whole(from))
end
return 'done'
