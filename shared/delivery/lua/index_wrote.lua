-- The indexer says what it has written last. A script, since a full Redis takes no other write, and the indexer is who
-- makes room. ARGV: prefix, now, id, version. Returns done.
redis.call('HSET', INDEX, 'last_id', ARGV[3], 'last_version', ARGV[4])
return 'done'
