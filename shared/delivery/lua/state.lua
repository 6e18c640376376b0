-- What every script begins with: the keys, and the moves of the state machine. All keys are documented in
-- shared/delivery/receipts.py. KEYS is not used, since ids are looked up inside; so no Redis Cluster.
-- ARGV[1] = key prefix, ARGV[2] = now in microseconds ('' = this server's clock; tests bring their own).
local P = ARGV[1]
local WALL_US = tonumber(ARGV[2])
if not WALL_US then
  local t = redis.call('TIME')
  WALL_US = t[1] * 1000000 + t[2]
end
local function whole(n) return string.format('%.0f', n) end   -- Lua's tostring would write 1.7e+15
local WALL_TEXT = whole(WALL_US)

-- Two clocks. WALL is the server's: the times of a receipt are read off it. NOW is what versions, waiting sets, leases
-- and pauses go by: it runs with WALL and never backwards. Where a server's clock is set back by an hour, what waits
-- would otherwise wait that hour, and a new version of an article that was forgotten meanwhile would be older than the
-- one that the index holds, which would win; so NOW goes on, an hour ahead of WALL from then on.
local CLOCK = P .. ':clock'
local clock = redis.call('HMGET', CLOCK, 'latest', 'ahead')
local latest, ahead = tonumber(clock[1] or 0), tonumber(clock[2] or 0)
if WALL_US + ahead < latest then
  ahead = latest - WALL_US
  redis.call('HSET', CLOCK, 'ahead', whole(ahead))
end
local NOW_US = WALL_US + ahead
redis.call('HSET', CLOCK, 'latest', whole(NOW_US))
local NOW = NOW_US / 1000000

local function article_key(id) return P .. ':article:' .. id end
local function receipt_key(id, version) return P .. ':receipt:' .. id .. ':' .. version end
local function work_key(id, version) return P .. ':work:' .. id .. ':' .. version end
local function lane_key(stage, lane) return P .. ':wait:' .. stage .. (lane == 'slow' and ':slow' or '') end
local LANES = {'quick', 'slow'}
local function lease_key(stage) return P .. ':lease:' .. stage end
local function owner_key(stage) return P .. ':owner:' .. stage end
local function breaker_key(stage) return P .. ':breaker:' .. stage end
local QUARANTINE = P .. ':quarantine'
local FINISHED = P .. ':finished'
local INDEX = P .. ':index'
local UNRESOLVED = P .. ':unresolved'
local DECISIONS = P .. ':decisions'
local function decision_key(number) return P .. ':decision:' .. number end
local function feed_key(id) return P .. ':feed:' .. id end
local FEEDS, FEEDS_WAIT, FEEDS_LEASE = P .. ':feeds', P .. ':feeds:wait', P .. ':feeds:lease'
local FEEDS_OWNER, FEEDS_QUIET = P .. ':feeds:owner', P .. ':feeds:quiet'
local FINAL = {indexed = true, quarantined = true, superseded = true, deleted = true, merged = true}

local function split(member)                                   -- 'id:version'
  local at = string.find(member, ':', 1, true)
  return string.sub(member, 1, at - 1), string.sub(member, at + 1)
end

-- Accounts: how many inputs of a source and a form ended how. A version counts as accepted, or as quarantined while it
-- is that, so that all outcomes together are what was sent. See shared/delivery/accounts.py.
local MAX_SOURCES = 10000
local SOURCES, RECENT, EVENTS, MAX_EVENTS = P .. ':sources', P .. ':recent', P .. ':events', 10000
local function tally_key(source) return P .. ':tally:' .. source end

local function see(source, ttl)                                -- before it is counted
  redis.call('HSETNX', tally_key(source), 'seen', 1)
  redis.call('EXPIRE', tally_key(source), ttl)
  redis.call('ZADD', SOURCES, WALL_US, source)
  redis.call('ZREMRANGEBYSCORE', SOURCES, '-inf', WALL_US - ttl * 1e6)
  if redis.call('ZCARD', SOURCES) > MAX_SOURCES then
    redis.call('DEL', tally_key(redis.call('ZPOPMIN', SOURCES)[1]))
  end
end

local function tally(source, form, outcome, by)
  local field = outcome .. ':' .. form
  redis.call('HINCRBY', P .. ':tally', field, by)
  if redis.call('EXISTS', tally_key(source)) == 1 then redis.call('HINCRBY', tally_key(source), field, by) end
end

local function recount(id, version, from, to)                  -- of a version that was counted when it was accepted
  local about = redis.call('HMGET', receipt_key(id, version), 'source', 'form')
  if about[2] then
    tally(about[1], about[2], from, -1)
    tally(about[1], about[2], to, 1)
  end
end

local function enter(id, version, state)
  redis.call('XADD', EVENTS, 'MAXLEN', '~', MAX_EVENTS, '*', 'id', id, 'version', version, 'state', state)
  redis.call('HSET', receipt_key(id, version), 'state', state, 'at:' .. state, WALL_TEXT, 'attempts', 0)
  redis.call('HDEL', receipt_key(id, version), 'retry_reason')
end

-- A large version, and one that failed twice or stopped its workers, waits in the slow lane: see shared/delivery/lanes.py.
local LARGE, SUSPECT = {annotating = 30000}, 2 -- bytes of the payload that take a second or more; attempts
local LARGE_ELSEWHERE = 300000             -- pages of HTML have that, and the other stages are quicker
local function wait(id, version, stage, ready_at)
  local r = receipt_key(id, version)
  redis.call('HSET', r, 'stage', stage)
  local about = redis.call('HMGET', r, 'size', 'attempts')
  local slow = tonumber(about[1] or 0) > (LARGE[stage] or LARGE_ELSEWHERE) or tonumber(about[2] or 0) >= SUSPECT
  redis.call('ZADD', lane_key(stage, slow and 'slow' or 'quick'), ready_at, id .. ':' .. version)
end

local function wait_no_more(id, version, stage)
  for _, lane in ipairs(LANES) do redis.call('ZREM', lane_key(stage, lane), id .. ':' .. version) end
end

-- 'ring' where no doorbell job waits for a stage. The list is Celery's: see queue_name in receipts.py.
local function unheard(stage)
  if redis.call('EXISTS', P .. '.' .. stage) == 0 then return 'ring' end
end

local function count_ready(stage)
  local ready = 0
  for _, lane in ipairs(LANES) do ready = ready + redis.call('ZCOUNT', lane_key(stage, lane), '-inf', NOW) end
  return ready
end

local function release(stage, id, version)
  redis.call('ZREM', lease_key(stage), id .. ':' .. version)
  redis.call('HDEL', owner_key(stage), id)
end

-- A final version keeps only its receipt, for a while; the article record of the newest version likewise.
local function finish(id, version, state, ttl)
  enter(id, version, state)
  redis.call('DEL', work_key(id, version))
  redis.call('EXPIRE', receipt_key(id, version), ttl)
  if redis.call('HGET', article_key(id), 'version') == version then
    redis.call('EXPIRE', article_key(id), ttl)
    redis.call('ZADD', FINISHED, NOW, id)
  end
end

local function quarantine(id, version, reason)
  recount(id, version, 'accepted', 'quarantined')
  enter(id, version, 'quarantined')
  redis.call('HSET', receipt_key(id, version), 'reason', reason)
  redis.call('ZADD', QUARANTINE, NOW, id .. ':' .. version)
end

-- A newer version exists: whatever the older one still waits for is taken away. A worker that holds it at this
-- moment keeps its lease and is told when it wants to hand on.
local function supersede(id, version, ttl)
  local r = receipt_key(id, version)
  local state = redis.call('HGET', r, 'state')
  if not state or (FINAL[state] and state ~= 'quarantined') then return end
  local stage = redis.call('HGET', r, 'stage')
  if stage then wait_no_more(id, version, stage) end
  if state == 'quarantined' then recount(id, version, 'quarantined', 'accepted') end
  redis.call('ZREM', QUARANTINE, id .. ':' .. version)
  finish(id, version, 'superseded', ttl)
end

local function next_version(id)
  local previous = redis.call('HGET', article_key(id), 'version')
  if previous and tonumber(previous) + 1 > NOW_US then return whole(tonumber(previous) + 1), previous end
  return whole(NOW_US), previous
end

local function current(id) return redis.call('HGET', article_key(id), 'version') end

local function open_receipt(id, version, previous, operation, request_id, text_hash, source, form, ttl)
  redis.call('ZREM', FINISHED, id)
  redis.call('HSET', receipt_key(id, version), 'id', id, 'version', version, 'operation', operation,
    'request_id', request_id, 'text_hash', text_hash, 'at:accepted', WALL_TEXT, 'source', source, 'form', form)
  redis.call('ZADD', RECENT, version, id .. ':' .. version)
  redis.call('ZREMRANGEBYSCORE', RECENT, '-inf', NOW_US - ttl * 1e6)
  tally(source, form, 'accepted', 1)
  if not previous then redis.call('HSET', receipt_key(id, version), 'first', 1) end
end

-- The article that one was merged into, in the end; itself where it was not. Bounded, as are all loops here.
local function survivor(id)
  for _ = 1, 10 do
    local into = redis.call('HGET', article_key(id), 'into')
    if not into then return id end
    id = into
  end
  return id
end

-- Whether the index has lost what the receipt calls indexed: that is worth doing again.
local function lost(id, version, state)
  if state ~= 'indexed' then return false end
  if redis.call('HEXISTS', article_key(id), 'lost') == 1 then return true end
  local until_then = redis.call('HGET', INDEX, 'lost_until')
  return until_then and tonumber(redis.call('HGET', receipt_key(id, version), 'at:indexed') or 0) <= tonumber(until_then)
end

-- Whether the newest version is no article that anybody will find: deleted, about to be, in quarantine, or lost.
local function gone(id)
  local version = current(id)
  if not version then return false end
  local about = redis.call('HMGET', receipt_key(id, version), 'state', 'operation')
  return about[1] == 'deleted' or about[1] == 'quarantined' or about[2] == 'delete' or lost(id, version, about[1])
end

-- Which article aliases mean: the one that the address or the source's own id is known for, else the one of the same
-- words, else a new one under the candidate id. The same words under another address are another article (a wire story
-- in two papers): the content joins only where neither the address nor the source's own id says otherwise. One that was
-- forgotten has no record, or one of a later deletion, that could say so; and a former content's alias may lead there.
local function alias_key(kind, value) return P .. ':alias:' .. kind .. ':' .. value end
local function identify(aliases, candidate)
  local function known(kind) return aliases[kind] ~= '' and redis.call('GET', alias_key(kind, aliases[kind])) end
  local id = known('url') or known('external')
  if id then return id end
  local same_words = known('content')
  if not same_words or redis.call('HEXISTS', article_key(same_words), 'content') == 0 then return candidate end
  for _, kind in ipairs({'url', 'external'}) do
    local other = redis.call('HGET', article_key(same_words), kind)
    if other and other ~= '' and aliases[kind] ~= '' and other ~= aliases[kind] then return candidate end
  end
  return same_words
end

-- The article that a page belongs to which says that its address is `canonical`: another one that is known under it, and
-- has the same headline or the same words; else the page's own. A site that names one address on all of its pages so
-- joins nothing. One that is gone has lost its address to the page; but a feed does not bring back what was deleted.
local function owner_of_page(id, canonical, title, content, feed)
  local other = redis.call('GET', alias_key('url', canonical))
  other = other and survivor(other)
  if not other or other == id or not current(other) then return id, true end
  local known = redis.call('HMGET', article_key(other), 'title', 'content')
  if not (title ~= '' and known[1] == title or content ~= '' and known[2] == content) then return id, false end
  local deleted = redis.call('HGET', receipt_key(other, current(other)), 'operation') == 'delete'
  if gone(other) and not (deleted and feed) then return id, true end
  return other, false
end

-- How many articles of a site have the words of one, itself counted. Nothing is kept of words that come once.
local MANY_ALIKE = 3
local function pages_like(id, site, content, ttl)
  local first = redis.call('GET', alias_key('content', content))
  if not first or first == id then return 1 end
  local key = P .. ':same:' .. site .. ':' .. content
  if redis.call('HGET', article_key(first), 'site') == site then redis.call('SADD', key, first) end
  redis.call('SADD', key, id)
  redis.call('EXPIRE', key, ttl)
  return redis.call('SCARD', key)
end

-- Note that an article is another one from now on: its posts, reads and deletions are those of `into`.
local function merge(id, version, into)
  redis.call('HSET', article_key(id), 'into', into)
  redis.call('HSET', receipt_key(id, version), 'into', into, 'size', 0)
  redis.call('HSET', work_key(id, version), 'payload', '')
  redis.call('HDEL', work_key(id, version), 'annotation')
  enter(id, version, 'indexing')
end

-- Accept a deletion. It is a version like any other, so that nothing older can come back after it.
-- Returns {outcome, id, version, state}, and 'ring' where its doorbell has to be rung; outcome: deleted | unchanged.
local function delete(id, request_id, ttl, source, form)
  local version, previous = next_version(id)
  see(source, ttl)
  if previous and redis.call('HGET', receipt_key(id, previous), 'operation') == 'delete'
    and redis.call('HGET', receipt_key(id, previous), 'state') ~= 'quarantined' then
    tally(source, form, 'unchanged', 1)
    return {'unchanged', id, previous, redis.call('HGET', receipt_key(id, previous), 'state')}
  end
  if previous then supersede(id, previous, ttl) end
  redis.call('HSET', article_key(id), 'version', version, 'fingerprint', '', 'text_hash', '')
  redis.call('PERSIST', article_key(id))
  open_receipt(id, version, previous, 'delete', request_id, '', source, form, ttl)
  redis.call('HSET', receipt_key(id, version), 'size', 0)
  redis.call('HSET', work_key(id, version), 'payload', '')
  enter(id, version, 'indexing')
  wait(id, version, 'indexing', NOW)
  return {'deleted', id, version, 'indexing', unheard('indexing')}
end

-- Make a version of one article a version of the one that it was merged into, where that is not known or gone: the same
-- input, which still counts once. One that is known keeps what it says.
local function pass_on(id, version, into, ttl)
  local about = redis.call('HMGET', receipt_key(id, version), 'operation', 'request_id', 'source', 'form', 'feed')
  local operation, request_id, source, form = about[1], about[2] or '', about[3] or '', about[4] or 'article'
  local new, previous = next_version(into)
  if operation == 'delete' then
    if delete(into, request_id, ttl, source, form)[1] == 'unchanged' then
      tally(source, form, 'unchanged', -1)
    else
      tally(source, form, 'accepted', -1)
    end
  elseif not previous or gone(into) and not about[5] then
    local payload = redis.call('HGET', work_key(id, version), 'payload') or ''
    local text = redis.call('HMGET', article_key(id), 'text_hash', 'title')
    if previous then supersede(into, previous, ttl) end
    redis.call('HSET', article_key(into), 'version', new, 'fingerprint', '', 'text_hash', text[1] or '', 'title', text[2] or '')
    redis.call('PERSIST', article_key(into))
    open_receipt(into, new, previous, 'put', request_id, text[1] or '', source, form, ttl)
    tally(source, form, 'accepted', -1)
    redis.call('HDEL', receipt_key(into, new), 'first')        -- the index may hold it
    redis.call('HSET', receipt_key(into, new), 'size', #payload)
    redis.call('HSET', work_key(into, new), 'payload', payload)
    enter(into, new, 'annotating')
    wait(into, new, 'annotating', NOW)
  end
end
