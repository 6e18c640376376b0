-- An operator's word on a quarantined version. ARGV: prefix, now, ttl, id, action (replay | discard).
-- Returns {done, version, stage} or {none}.
local ttl, id, action = tonumber(ARGV[3]), ARGV[4], ARGV[5]
local version = current(id)
if not version or not redis.call('ZSCORE', QUARANTINE, id .. ':' .. version) then return {'none'} end
local r = receipt_key(id, version)
local stage = redis.call('HGET', r, 'stage')
redis.call('ZREM', QUARANTINE, id .. ':' .. version)
if action == 'replay' then
  recount(id, version, 'quarantined', 'accepted')
  redis.call('HDEL', r, 'reason')
  enter(id, version, stage)
  wait(id, version, stage, NOW)
else
  redis.call('HSET', r, 'discarded', 1)
  finish(id, version, 'quarantined', ttl)
end
return {'done', version, stage}
