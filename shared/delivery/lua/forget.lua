-- Make room: forget the articles that came to rest longest ago. What is lost is only the saving of work: a repost of
-- one lands on the same id and is annotated again. ARGV: prefix, now, ttl, count. Returns how many were forgotten.
local ttl, count = tonumber(ARGV[3]), tonumber(ARGV[4])
redis.call('ZREMRANGEBYSCORE', FINISHED, '-inf', NOW - ttl)     -- their keys have expired by themselves
local oldest = redis.call('ZPOPMIN', FINISHED, count)
for i = 1, #oldest, 2 do
  local id = oldest[i]
  local a = article_key(id)
  for field, kind in pairs({url = 'url', canonical = 'url', external = 'external', content = 'content'}) do
    local value = redis.call('HGET', a, field)
    if value and redis.call('GET', alias_key(kind, value)) == id then redis.call('DEL', alias_key(kind, value)) end
  end
  local version = current(id)
  if version then
    redis.call('DEL', receipt_key(id, version), a)
    redis.call('ZREM', RECENT, id .. ':' .. version)
  end
end
return #oldest / 2
