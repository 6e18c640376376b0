-- Tell a stage's breaker how a batch went; it decides whether the stage pauses.
-- ARGV: prefix, now, stage, passed, failed, 1 if a part was unavailable. Returns the pause in seconds (0 = none).
-- A missing part pauses the stage at once: 1, 2, 4, 8 s, until something passes; never longer, since asking costs one
-- article and whatever is left of a pause delays all of them once the part is back. Failures pause it for 30 s when, of
-- the last ten or more outcomes, more than half failed: then it is not the articles, and quarantining the whole backlog
-- would help nobody. Old outcomes fade: beyond forty their counts are halved, and a minute after the last one they are
-- forgotten.
local stage, passed, failed, away = ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6] == '1'
local b = breaker_key(stage)
local pause = 0
if away then
  pause = math.min(8, math.max(1, 2 * tonumber(redis.call('HGET', b, 'pause') or 0)))
  redis.call('HSET', b, 'pause', pause)
else
  if passed > 0 then redis.call('HDEL', b, 'pause', 'probing') end
  local ok = redis.call('HINCRBY', b, 'passed', passed)
  local bad = redis.call('HINCRBY', b, 'failed', failed)
  if failed > 0 and ok + bad >= 10 and bad > ok then
    pause = 30
    redis.call('HDEL', b, 'passed', 'failed')
  elseif ok + bad > 40 then
    redis.call('HSET', b, 'passed', math.floor(ok / 2), 'failed', math.floor(bad / 2))
  end
end
if pause > 0 then redis.call('HSET', b, 'open_until', NOW + pause, 'probing', 1) end
redis.call('EXPIRE', b, 60)
return pause
