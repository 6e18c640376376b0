CREATE TABLE state (
    sequence INTEGER NOT NULL,          -- number of the last write; starts with the time of creation, so that a
                                        -- cursor into an earlier file of the same name is recognised
    purged INTEGER NOT NULL             -- what was removed up to this number may be gone
);
INSERT INTO state VALUES (1795383969620603, 1795383969620601);
CREATE TABLE current (                  -- what is held of each article id: the newest version, or its tombstone
    id TEXT PRIMARY KEY,
    revision INTEGER NOT NULL,          -- version * 1024 + annotator generation
    article INTEGER,                    -- articles.row; NULL for a tombstone
    deleted_at INTEGER                  -- NULL for an article
) WITHOUT ROWID;
INSERT INTO current VALUES ('deleted', 3071, NULL, 1795383969648156);
INSERT INTO current VALUES ('ferry', 2049, 4, NULL);
INSERT INTO current VALUES ('lodz', 1025, 3, NULL);
CREATE TABLE articles (                 -- what articles and their quotes are filtered and sorted by
    row INTEGER PRIMARY KEY AUTOINCREMENT,      -- also the rowid in articles_fts
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    added INTEGER NOT NULL,             -- numbers of writes
    removed INTEGER,                    -- NULL: current
    removed_at INTEGER,
    past INTEGER NOT NULL DEFAULT 0,    -- 1: listed as an older version of its article
    searchable INTEGER NOT NULL DEFAULT 1,      -- 0: purged from search, only kept for the article's past
    published_at INTEGER,
    day TEXT,                           -- of published_at, in UTC
    source TEXT,
    language TEXT,
    text_hash TEXT NOT NULL,
    title TEXT NOT NULL,
    length INTEGER NOT NULL,            -- characters of the body
    quote_count INTEGER NOT NULL,
    accepted_at INTEGER NOT NULL,
    indexed_at INTEGER NOT NULL
);
INSERT INTO articles VALUES (1, 'ferry', 1, 1795383969620602, 1795383969620603, 1795383969648156, 1, 1, 1772352000000000, '2026-03-01', 'The Daily Gull', 'en', 'e8642058dfdc87e7519f95b5f487f26e8eb7d41f43aead6596eddd326022711b', 'A day in the harbour', 99, 2, 1777638615123456, 1795383969636105);
INSERT INTO articles VALUES (2, 'deleted', 1, 1795383969620602, 1795383969620603, 1795383969648156, 0, 1, NULL, NULL, 'The Daily Gull', 'en', '7a5a376600b83c78a3938393578c40844d633498b7bc368266049890deb58f62', 'A day in the harbour', 49, 1, 1777638615123456, 1795383969636105);
INSERT INTO articles VALUES (3, 'lodz', 1, 1795383969620602, NULL, NULL, 0, 1, NULL, NULL, NULL, NULL, '9d89e80a2437b688939633772d06074407e53e9e65b5d7c67c38e20ab0e25bb8', 'Łódź', 48, 1, 1777638615123456, 1795383969636105);
INSERT INTO articles VALUES (4, 'ferry', 2, 1795383969620603, NULL, NULL, 0, 1, 1772352000000000, '2026-03-01', 'The Daily Gull', 'en', '380b56c4f1022dbd621d84aee260743d52f2310c3667523e72773d86ebe629b2', 'Ferry sails', 67, 1, 1777638615123456, 1795383969648156);
CREATE TABLE contents (                 -- what is only shown; apart, so that scans of articles stay narrow
    article INTEGER PRIMARY KEY,        -- articles.row
    posted TEXT NOT NULL,               -- JSON: Article
    annotator TEXT NOT NULL,            -- JSON: Annotator
    entities TEXT NOT NULL,             -- JSON: list of Entity
    mentions TEXT NOT NULL              -- JSON: list of EntityMention
);
INSERT INTO contents VALUES (1, '{"url":"https://news.example/ferry","source":"The Daily Gull","external_id":null,"published_at":"2026-03-01T08:00:00Z","modified_at":null,"authors":[],"language":"en","tags":[],"title":"A day in the harbour","body":"Nothing else happened.\n\n“The ferry sails” said Ada Nordmann.\n\n“No comment” it said.\n\nHarbour Board."}', '{"version":"test-1","generation":1}', '[{"id":"person:ada-nordmann","name":"Ada Nordmann","type":"PERSON","aliases":[],"salience":0.5},{"id":"org:harbour-board","name":"Harbour Board","type":"ORG","aliases":[],"salience":0.5}]', '[{"start":47,"end":59,"text":"Ada Nordmann","type":"PERSON","entity":"person:ada-nordmann","field":"body"},{"start":85,"end":98,"text":"Harbour Board","type":"ORG","entity":"org:harbour-board","field":"body"}]');
INSERT INTO contents VALUES (2, '{"url":"https://news.example/deleted","source":"The Daily Gull","external_id":null,"published_at":null,"modified_at":null,"authors":[],"language":"en","tags":[],"title":"A day in the harbour","body":"Nothing else happened.\n\n“Gone” said Ada Nordmann."}', '{"version":"test-1","generation":1}', '[{"id":"person:ada-nordmann","name":"Ada Nordmann","type":"PERSON","aliases":[],"salience":0.5}]', '[{"start":36,"end":48,"text":"Ada Nordmann","type":"PERSON","entity":"person:ada-nordmann","field":"body"}]');
INSERT INTO contents VALUES (3, '{"url":"https://news.example/lodz","source":null,"external_id":null,"published_at":null,"modified_at":null,"authors":[],"language":null,"tags":[],"title":"Łódź","body":"Nothing else happened.\n\n“Yes” said Zofia Łuczak."}', '{"version":"test-1","generation":1}', '[{"id":"person:zofia-luczak","name":"Zofia Łuczak","type":"PERSON","aliases":[],"salience":0.5}]', '[{"start":35,"end":47,"text":"Zofia Łuczak","type":"PERSON","entity":"person:zofia-luczak","field":"body"}]');
INSERT INTO contents VALUES (4, '{"url":"https://news.example/ferry","source":"The Daily Gull","external_id":null,"published_at":"2026-03-01T08:00:00Z","modified_at":null,"authors":[],"language":"en","tags":["port"],"title":"Ferry sails","body":"Nothing else happened.\n\n“The ferry sails in May” said Ada Nordmann."}', '{"version":"test-1","generation":1}', '[{"id":"person:ada-nordmann","name":"Ada Nordmann","type":"PERSON","aliases":[],"salience":0.5}]', '[{"start":54,"end":66,"text":"Ada Nordmann","type":"PERSON","entity":"person:ada-nordmann","field":"body"}]');
CREATE TABLE quotes (
    row INTEGER PRIMARY KEY AUTOINCREMENT,      -- also the rowid in quotes_fts
    article INTEGER NOT NULL,           -- articles.row
    slot INTEGER NOT NULL,              -- its place in the article's list of quotes
    id TEXT NOT NULL,                   -- the public one
    start INTEGER NOT NULL,
    type TEXT NOT NULL,
    quote TEXT NOT NULL                 -- JSON: Quote
);
INSERT INTO quotes VALUES (1, 1, 0, '8190cd8293f2fcc6', 25, 'direct', '{"id":"8190cd8293f2fcc6","start":25,"end":40,"text":"The ferry sails","spans":[[25,40]],"verbatim":[[25,40]],"type":"direct","speaker":{"id":"person:ada-nordmann","name":"Ada Nordmann","type":"PERSON","mention":{"text":"Ada Nordmann","start":47,"end":59},"resolved_by":"name","role":null,"confidence":0.9,"candidates":[]},"cue":{"text":"said","start":42,"end":46,"lemma":"say"},"context":{"before":"","after":""},"mentions":["org:harbour-board"],"field":"body"}');
INSERT INTO quotes VALUES (2, 1, 1, 'debc89096e26eee7', 63, 'direct', '{"id":"debc89096e26eee7","start":63,"end":73,"text":"No comment","spans":[[63,73]],"verbatim":[[63,73]],"type":"direct","speaker":null,"cue":null,"context":{"before":"","after":""},"mentions":[],"field":"body"}');
INSERT INTO quotes VALUES (3, 2, 0, '54a65af63040cbca', 25, 'direct', '{"id":"54a65af63040cbca","start":25,"end":29,"text":"Gone","spans":[[25,29]],"verbatim":[[25,29]],"type":"direct","speaker":{"id":"person:ada-nordmann","name":"Ada Nordmann","type":"PERSON","mention":{"text":"Ada Nordmann","start":36,"end":48},"resolved_by":"name","role":null,"confidence":0.9,"candidates":[]},"cue":{"text":"said","start":31,"end":35,"lemma":"say"},"context":{"before":"","after":""},"mentions":[],"field":"body"}');
INSERT INTO quotes VALUES (4, 3, 0, 'a6591f4f420cdfee', 25, 'direct', '{"id":"a6591f4f420cdfee","start":25,"end":28,"text":"Yes","spans":[[25,28]],"verbatim":[[25,28]],"type":"direct","speaker":{"id":"person:zofia-luczak","name":"Zofia Łuczak","type":"PERSON","mention":{"text":"Zofia Łuczak","start":35,"end":47},"resolved_by":"name","role":null,"confidence":0.9,"candidates":[]},"cue":{"text":"said","start":30,"end":34,"lemma":"say"},"context":{"before":"","after":""},"mentions":[],"field":"body"}');
INSERT INTO quotes VALUES (5, 4, 0, '871dab42e68e9718', 25, 'direct', '{"id":"871dab42e68e9718","start":25,"end":47,"text":"The ferry sails in May","spans":[[25,47]],"verbatim":[[25,47]],"type":"direct","speaker":{"id":"person:ada-nordmann","name":"Ada Nordmann","type":"PERSON","mention":{"text":"Ada Nordmann","start":54,"end":66},"resolved_by":"name","role":null,"confidence":0.9,"candidates":[]},"cue":{"text":"said","start":49,"end":53,"lemma":"say"},"context":{"before":"","after":""},"mentions":[],"field":"body"}');
PRAGMA user_version = 1;
