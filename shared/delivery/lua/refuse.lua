-- Count an input that was refused, and keep the latest ones with their reason.
-- ARGV: prefix, now, ttl, source, form, the refusal as JSON, how many are kept. Returns done.
local ttl, source, form = tonumber(ARGV[3]), ARGV[4], ARGV[5]
see(source, ttl)
tally(source, form, 'refused', 1)
redis.call('LPUSH', P .. ':refusals', ARGV[6])
redis.call('LTRIM', P .. ':refusals', 0, tonumber(ARGV[7]) - 1)
return 'done'
