-- After all receipts were compared with the index: mark what is missing one by one, so that a repost of it is work, and
-- in the end take back that anything else may be.
-- ARGV: prefix, now, how many are missing in all ('' = more of them follow), id...
for i = 4, #ARGV do
  if redis.call('EXISTS', article_key(ARGV[i])) == 1 then redis.call('HSET', article_key(ARGV[i]), 'lost', 1) end
end
if ARGV[3] ~= '' then
  redis.call('HDEL', INDEX, 'lost_until', 'lost_how', 'missing')
  if ARGV[3] ~= '0' then redis.call('HSET', INDEX, 'missing', ARGV[3]) end
end
return 'done'
