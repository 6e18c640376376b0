-- Names whose identities have to be looked at. ARGV: prefix, now, action, and for
--   note: the names, which wait unless they do already
--   take: how many to take, and 1 to take those first that somebody took and has not done; returns them
--   done: the names that were taken
--   walked: the mark of a walk that has noted all names of the index
-- What is taken stays until it is done, so that a killed indexer loses nothing; noted meanwhile, it waits again.
local WAITING, TAKEN = UNRESOLVED, UNRESOLVED .. ':taken'
local action = ARGV[3]
if action == 'note' then
  for at = 4, #ARGV do
    redis.call('ZADD', WAITING, 'NX', NOW, ARGV[at])
  end
elseif action == 'take' then
  if ARGV[5] == '1' then
    for _, name in ipairs(redis.call('SMEMBERS', TAKEN)) do
      redis.call('ZADD', WAITING, 'NX', 0, name)
    end
  end
  local names = redis.call('ZRANGE', WAITING, 0, tonumber(ARGV[4]) - 1)
  for _, name in ipairs(names) do
    redis.call('ZREM', WAITING, name)
    redis.call('SADD', TAKEN, name)
  end
  return names
elseif action == 'walked' then
  redis.call('HSET', INDEX, 'walked', ARGV[4])
else
  for at = 4, #ARGV do
    redis.call('SREM', TAKEN, ARGV[at])
  end
end
return {}
