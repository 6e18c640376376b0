-- Hold on to what is still being worked on. ARGV: prefix, now, stage, token, lease seconds, member...
-- Returns how many are still ours.
local stage, token, ours = ARGV[3], ARGV[4], 0
for i = 6, #ARGV do
  local id = split(ARGV[i])
  if redis.call('HGET', owner_key(stage), id) == token then
    redis.call('ZADD', lease_key(stage), 'XX', NOW + tonumber(ARGV[5]), ARGV[i])
    ours = ours + 1
  end
end
return ours
