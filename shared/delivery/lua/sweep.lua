-- Return leases of a stage to its waiting set: those that expired, and those of workers known to be dead.
-- ARGV: prefix, now, stage, ttl, beginning of a dead worker's tokens...
-- Returns {returned, ready, waiting in all, leased, 1 if the breaker is open}.
local stage, ttl, returned = ARGV[3], tonumber(ARGV[4]), 0

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
if #ARGV > 4 then
  for _, member in ipairs(redis.call('ZRANGE', lease_key(stage), 0, 999)) do
    local token = redis.call('HGET', owner_key(stage), (split(member))) or ''
    for i = 5, #ARGV do
      if string.sub(token, 1, #ARGV[i]) == ARGV[i] then give_back(member) break end
    end
  end
end

local waiting = 0
for _, lane in ipairs(LANES) do waiting = waiting + redis.call('ZCARD', lane_key(stage, lane)) end
local open = tonumber(redis.call('HGET', breaker_key(stage), 'open_until') or 0) > NOW
return {returned, count_ready(stage), waiting, redis.call('ZCARD', lease_key(stage)), open and 1 or 0}
