-- A worker says how one leased version ended at a stage.
-- ARGV: prefix, now, ttl, stage, token, member, verdict, detail, field, value, text_hash, content alias, headline,
--       alias of the address that its page says is its own, site of it
--   verdict next:        on to the stage `detail`, after `field` = `value` was put into its work; where the page is one
--                        of another article, on to the index instead, which notes what it was merged into
--   verdict merged:      the index knows that it was merged into `detail`, which Redis has forgotten
--   verdict final:       done; `detail` is the final state, `value` the reason, if any: then the receipt stays for a day
--   verdict retry:       wait `value` seconds; `detail` says why; the attempt counts
--   verdict unavailable: wait `value` seconds; nobody's fault, so the attempt does not count
--   verdict quarantine:  `detail` says why
-- Returns done | lost (the lease was no longer this worker's) | superseded | quarantined | merged (on to the index).
local ttl, stage, token, member = tonumber(ARGV[3]), ARGV[4], ARGV[5], ARGV[6]
local verdict, detail, field, value = ARGV[7], ARGV[8], ARGV[9], ARGV[10]
local text_hash, content, title, canonical, site = ARGV[11], ARGV[12], ARGV[13], ARGV[14], ARGV[15]
local id, version = split(member)
local r = receipt_key(id, version)

if redis.call('HGET', owner_key(stage), id) ~= token or not redis.call('ZSCORE', lease_key(stage), member) then
  return 'lost'
end
release(stage, id, version)
if current(id) ~= version then
  supersede(id, version, ttl)
  return 'superseded'
end
if verdict == 'next' and canonical ~= '' then
  local into, free = owner_of_page(id, canonical, title, content, redis.call('HEXISTS', r, 'feed') == 1)
  if into ~= id then
    merge(id, version, into)
    wait(id, version, 'indexing', NOW)
    return 'merged'
  end
  if free then
    redis.call('SET', alias_key('url', canonical), id, 'EX', ttl)
    redis.call('HSET', article_key(id), 'canonical', canonical)
  end
end
if verdict == 'next' and site ~= '' then
  redis.call('HSET', article_key(id), 'site', site)
  local pages = pages_like(id, site, content, ttl)
  if pages >= MANY_ALIKE then
    quarantine(id, version, 'The page is a wall, or a copy: ' .. pages .. ' pages of ' .. site .. ' have its words.')
    return 'quarantined'
  end
end
if verdict == 'next' then
  if title ~= '' then redis.call('HSET', article_key(id), 'title', title) end
  if field ~= '' then redis.call('HSET', work_key(id, version), field, value) end
  if field == 'payload' then redis.call('HSET', r, 'size', #value) end
  if text_hash ~= '' then
    redis.call('HSET', r, 'text_hash', text_hash)
    redis.call('HSET', article_key(id), 'text_hash', text_hash)
  end
  if content ~= '' then                    -- learnt from the page: a later post of the same words joins this article
    redis.call('SET', P .. ':alias:content:' .. content, id, 'EX', ttl, 'NX')
    redis.call('HSET', article_key(id), 'content', content)
  end
  enter(id, version, detail)
  wait(id, version, detail, NOW)
elseif verdict == 'merged' then
  local into = survivor(detail)
  if into == id then                       -- what the index knows is older than what Redis does
    redis.call('HDEL', r, 'first')
    wait(id, version, stage, NOW)
    return 'done'
  end
  pass_on(id, version, into, ttl)
  merge(id, version, into)
  finish(id, version, 'merged', ttl)
elseif verdict == 'final' then
  if value ~= '' then
    redis.call('HSET', r, 'reason', value)
    ttl = math.min(ttl, 86400)
  end
  finish(id, version, detail, ttl)
elseif verdict == 'retry' or verdict == 'unavailable' then
  if verdict == 'unavailable' then
    redis.call('HINCRBY', r, 'attempts', -1)
  else
    redis.call('HSET', r, 'retry_reason', detail)
  end
  wait(id, version, stage, NOW + tonumber(value))
else
  quarantine(id, version, detail)
  return 'quarantined'
end
return 'done'
