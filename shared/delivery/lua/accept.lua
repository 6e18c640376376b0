-- Accept one post: which article is it, is it new, and if so, write its receipt and let it wait for its first stage.
-- ARGV: prefix, now, ttl, request_id, candidate id, url alias, external alias, content alias, fingerprint, text_hash,
--       payload, first stage, operation (put | delete: the article that the aliases mean), source, form,
--       feed that lists it ('' = none: a client posted it), its name among the feed's items, headline ('' = not known)
-- Returns {outcome, id, version, state}, and 'ring' where its doorbell has to be rung;
-- outcome: new | changed | unchanged | deleted.
local ttl, request_id, candidate = tonumber(ARGV[3]), ARGV[4], ARGV[5]
local aliases = {url = ARGV[6], external = ARGV[7], content = ARGV[8]}
local fingerprint, text_hash, payload, stage, operation = ARGV[9], ARGV[10], ARGV[11], ARGV[12], ARGV[13]

local source, form, feed, item, title = ARGV[14], ARGV[15], ARGV[16], ARGV[17], ARGV[18]

-- A feed lists the same items at every poll. Noted here, in the same step, a worker that is killed in the middle of a
-- poll has neither lost an item nor counted one twice.
if feed ~= '' then
  local items = feed_key(feed) .. ':items'
  if redis.call('EXISTS', feed_key(feed)) == 0 or redis.call('ZSCORE', items, item) then
    return {'unchanged', candidate, '0', 'indexed'}
  end
  redis.call('ZADD', items, NOW, item)
end

local named = identify(aliases, candidate)
local id = survivor(named)                 -- where `named` was merged into another article
if operation == 'delete' then return delete(id, request_id, ttl, source, form) end
see(source, ttl)

local a = article_key(id)
local version, previous = next_version(id)
local state = previous and redis.call('HGET', receipt_key(id, previous), 'state')
local is_gone = gone(id)

-- That a feed lists an address says nothing new of an article that is known, nor brings back one that was deleted.
local same = redis.call('HGET', a, 'fingerprint') == fingerprint
  or named ~= id and redis.call('HGET', article_key(named), 'fingerprint') == fingerprint
if previous and (feed ~= '' or not is_gone and same) then
  for kind, value in pairs(aliases) do     -- what is still being posted is not forgotten
    if value ~= '' then redis.call('EXPIRE', alias_key(kind, value), ttl) end
  end
  if redis.call('TTL', a) > 0 then redis.call('EXPIRE', a, ttl) end
  tally(source, form, 'unchanged', 1)
  return {'unchanged', id, previous, state or 'indexed'}
end

if state == 'indexed' and not is_gone and text_hash ~= '' and redis.call('HGET', a, 'text_hash') == text_hash then
  stage = 'indexing'                       -- only data about the text changed: the indexer keeps its annotation
end
if previous then supersede(id, previous, ttl) end

redis.call('HSET', a, 'version', version, 'fingerprint', fingerprint, 'text_hash', text_hash, 'title', title)
if redis.call('HDEL', a, 'lost') == 1 and redis.call('HINCRBY', INDEX, 'missing', -1) <= 0 then
  redis.call('HDEL', INDEX, 'missing')     -- all that a comparison has found missing is on its way again
end
redis.call('PERSIST', a)
for kind, value in pairs(aliases) do
  if value ~= '' then
    redis.call('SET', alias_key(kind, value), id, 'EX', ttl)
    redis.call('HSET', a, kind, value)
  end
end
open_receipt(id, version, previous, 'put', request_id, text_hash, source, form, ttl)
redis.call('HSET', receipt_key(id, version), 'size', #payload)
if feed ~= '' then redis.call('HSET', receipt_key(id, version), 'feed', feed) end
redis.call('HSET', work_key(id, version), 'payload', payload)
enter(id, version, stage)
wait(id, version, stage, NOW)
return {previous and 'changed' or 'new', id, version, stage, unheard(stage)}
