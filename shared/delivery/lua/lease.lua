-- Take up to `count` waiting versions of a stage, no more than `bytes` together (but always one), all of one lane: the
-- first of the `lanes` in which any is ready. Of the slow lane one comes alone.
-- ARGV: prefix, now, ttl, stage, token, lease seconds, count, bytes, max attempts, lane...
-- Returns {remaining, {member, payload, annotation, operation, request_id, text_hash, accepted_at, attempts, lane,
-- 1 if no earlier version was known, the article that it is merged into}, ...}.
local ttl, stage, token, seconds = tonumber(ARGV[3]), ARGV[4], ARGV[5], tonumber(ARGV[6])
local count, room, max_attempts = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])

local breaker = redis.call('HMGET', breaker_key(stage), 'open_until', 'probing')
if tonumber(breaker[1] or 0) > NOW then return {0} end
if breaker[2] then                         -- after a pause, one article at a time tests the ground, one worker only
  count = 1
  if redis.call('ZCARD', lease_key(stage)) > 0 then return {0} end
end

local taken = {}

local function take(lane)
  local key = lane_key(stage, lane)
  local most = lane == 'slow' and 1 or count
  -- Some are passed over (held in another version, to be tried alone); looking at a few more finds a full batch anyway.
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', key, '-inf', NOW, 'LIMIT', 0, most * 2 + 10)) do
    if #taken >= most then break end
    local id, version = split(member)
    local r = receipt_key(id, version)
    if redis.call('HEXISTS', owner_key(stage), id) == 1 then
      redis.call('ZADD', key, NOW + 1, member)                 -- one version of an article at a time
    elseif current(id) ~= version then
      redis.call('ZREM', key, member)
      supersede(id, version, ttl)
    else
      local attempts = tonumber(redis.call('HGET', r, 'attempts') or 0)
      local size = tonumber(redis.call('HGET', r, 'size') or 0)
      if attempts >= max_attempts then
        redis.call('ZREM', key, member)
        quarantine(id, version, redis.call('HGET', r, 'retry_reason')
          or ('took its worker down ' .. whole(attempts) .. ' times at the stage ' .. stage))
      elseif #taken > 0 and (attempts > 0 or size > room) then
        -- one that failed before is tried alone, so that it cannot take others down again; a large one is left for later
      else
        redis.call('ZREM', key, member)
        redis.call('ZADD', lease_key(stage), NOW + seconds, member)
        redis.call('HSET', owner_key(stage), id, token)
        redis.call('HINCRBY', r, 'attempts', 1)
        room = room - size
        local work = redis.call('HMGET', work_key(id, version), 'payload', 'annotation')
        local about = redis.call('HMGET', r, 'operation', 'request_id', 'text_hash', 'at:accepted', 'first', 'into')
        taken[#taken + 1] = {member, work[1] or '', work[2] or '', about[1], about[2] or '', about[3] or '',
          about[4], attempts + 1, lane, about[5] and 1 or 0, about[6] or ''}
        if attempts > 0 then break end
      end
    end
  end
end

for i = 10, #ARGV do
  if #taken == 0 then take(ARGV[i]) end
end
return {count_ready(stage), unpack(taken)}
