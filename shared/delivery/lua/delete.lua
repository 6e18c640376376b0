-- Accept a deletion. It is a version like any other, so that nothing older can come back after it.
-- ARGV: prefix, now, ttl, request_id, id. Returns {outcome, id, version, state}; outcome: deleted | unchanged.
local ttl, request_id, id = tonumber(ARGV[3]), ARGV[4], ARGV[5]
local version, previous = next_version(id)
if previous and redis.call('HGET', receipt_key(id, previous), 'operation') == 'delete'
  and redis.call('HGET', receipt_key(id, previous), 'state') ~= 'quarantined' then
  return {'unchanged', id, previous, redis.call('HGET', receipt_key(id, previous), 'state')}
end
if previous then supersede(id, previous, ttl) end
redis.call('HSET', article_key(id), 'version', version, 'fingerprint', '', 'text_hash', '')
redis.call('PERSIST', article_key(id))
open_receipt(id, version, previous, 'delete', request_id, '')
redis.call('HSET', receipt_key(id, version), 'size', 0)
redis.call('HSET', work_key(id, version), 'payload', '')
enter(id, version, 'indexing')
wait(id, version, 'indexing', NOW)
return {'deleted', id, version, 'indexing'}
