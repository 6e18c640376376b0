-- Return leases of a stage to its waiting set: those that expired, and those of workers known to be dead.
-- ARGV: prefix, now, stage, ttl, name of the worker that sweeps, if it is one, beginning of a dead worker's tokens...
-- Returns {returned, ready, waiting in all, leased, 1 if the breaker is open}.
local stage, ttl, worker, returned = ARGV[3], tonumber(ARGV[4]), ARGV[5], 0

if worker ~= '' then
  local key = P .. ':workers:' .. stage
  redis.call('ZADD', key, NOW, worker)
  redis.call('ZREMRANGEBYSCORE', key, '-inf', NOW - 60)
  redis.call('EXPIRE', key, 60)
end

local function give_back(member)
  local id, version = split(member)
  release(stage, id, version)
  if current(id) == version then
    wait(id, version, stage, NOW)
  else
    supersede(id, version, ttl)
  end
  returned = returned + 1
end

for _, member in ipairs(redis.call('ZRANGEBYSCORE', lease_key(stage), '-inf', NOW, 'LIMIT', 0, 1000)) do
  give_back(member)
end
if #ARGV > 5 then
  for _, member in ipairs(redis.call('ZRANGE', lease_key(stage), 0, 999)) do
    local token = redis.call('HGET', owner_key(stage), (split(member))) or ''
    for i = 6, #ARGV do
      if string.sub(token, 1, #ARGV[i]) == ARGV[i] then give_back(member) break end
    end
  end
end

local waiting = 0
for _, lane in ipairs(LANES) do waiting = waiting + redis.call('ZCARD', lane_key(stage, lane)) end
local open = tonumber(redis.call('HGET', breaker_key(stage), 'open_until') or 0) > NOW
return {returned, count_ready(stage), waiting, redis.call('ZCARD', lease_key(stage)), open and 1 or 0}
