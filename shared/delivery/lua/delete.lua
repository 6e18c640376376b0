-- Accept a deletion by the article's id. ARGV: prefix, now, ttl, request_id, id.
-- Returns {outcome, id, version, state}, and 'ring' where its doorbell has to be rung; outcome: deleted | unchanged.
return delete(survivor(ARGV[5]), ARGV[4], tonumber(ARGV[3]), '', 'deletion')
