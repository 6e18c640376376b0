-- The indexer says which index it has in front of it. If that is not the one that receipts speak of, or an older state
-- of it, all that was indexed until now counts as lost: a repost is work again (accept.lua).
-- ARGV: prefix, now, identity, 1 if the index holds what was written last, and the id and version of that
-- Returns new | same | replaced | older.
local identity, held, last_id, last_version = ARGV[3], ARGV[4] == '1', ARGV[5], ARGV[6]
local known, id, version, lost = unpack(redis.call('HMGET', INDEX, 'identity', 'last_id', 'last_version', 'lost_until'))
local verdict = 'same'
if not known then
  verdict = 'new'
elseif known ~= identity then
  verdict = (id or lost) and 'replaced' or 'new'         -- nothing was ever written: nothing can be missing
elseif id == last_id and version == last_version and not held then
  verdict = 'older'                                      -- another indexer may have written since we were asked
end
if verdict == 'replaced' or verdict == 'older' then
  redis.call('HSET', INDEX, 'lost_until', whole(NOW_US), 'lost_how', verdict)
  redis.call('HDEL', INDEX, 'last_id', 'last_version', 'missing')
end
redis.call('HSET', INDEX, 'identity', identity)
return verdict
