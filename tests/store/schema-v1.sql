-- A history as Propus wrote it with version 1 of the tables. Never change this file: it stands for what people have.
PRAGMA page_size = 2048;
CREATE TABLE conversations (  id INTEGER PRIMARY KEY AUTOINCREMENT,  title TEXT NOT NULL,  model TEXT,  draft TEXT NOT NULL,  created INTEGER NOT NULL,  updated INTEGER NOT NULL,  deleted INTEGER,  deleted_by INTEGER);
CREATE TABLE messages (  id INTEGER PRIMARY KEY AUTOINCREMENT,  conversation_id INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,  role TEXT NOT NULL,  state TEXT NOT NULL,  writer INTEGER,  created INTEGER NOT NULL,  model TEXT,  finish_reason TEXT,  failure TEXT,  failure_detail TEXT,  failure_text TEXT,  usage TEXT,  thinking_us INTEGER NOT NULL,  text TEXT);
CREATE INDEX messages_by_conversation ON messages (conversation_id);
CREATE TABLE segments (  id INTEGER PRIMARY KEY,  part_end INTEGER NOT NULL,  text_end INTEGER NOT NULL,  thoughts_end INTEGER NOT NULL,  parts TEXT,  text TEXT,  thoughts TEXT);
CREATE TRIGGER messages_delete_segments AFTER DELETE ON messages BEGIN  DELETE FROM segments WHERE id >= old.id << 20 AND id < (old.id + 1) << 20;END;
INSERT INTO conversations VALUES (3, 'Mountains', 'gemini-flash-latest', 'and then', 1700000000000000, 1700000005000000, NULL, NULL);
INSERT INTO conversations VALUES (7, 'Deleted', NULL, '', 1700000001000000, 1700000009000000, 1700000010000000, 12345);
INSERT INTO conversations VALUES (8, 'Empty', NULL, '', 1700000002000000, 1700000003000000, NULL, NULL);
INSERT INTO messages VALUES (11, 3, 'user', 'complete', NULL, 1700000000100000, NULL, NULL, NULL, NULL, NULL, NULL, 0, 'How high is Säntis?');
INSERT INTO messages VALUES (12, 3, 'model', 'complete', NULL, 1700000000200000, 'gemini-flash-latest', 'STOP', NULL, NULL, NULL, '{"totalTokenCount":9}', 1500000, NULL);
INSERT INTO messages VALUES (13, 3, 'user', 'complete', NULL, 1700000000300000, NULL, NULL, NULL, NULL, NULL, NULL, 0, 'And Eiger?');
INSERT INTO messages VALUES (14, 3, 'model', 'streaming', 998877, 1700000000400000, 'gemini-flash-latest', NULL, NULL, NULL, NULL, NULL, 0, NULL);
INSERT INTO segments VALUES ((12 << 20) + 0, 1, 0, 3, char (30) || '{"text":"Hm.","thought":true}' || char (10), NULL, 'Hm.');
INSERT INTO segments VALUES ((12 << 20) + 1, 3, 6, 3, char (30) || '{"text":"2502"}' || char (10) || char (30) || '{"text":" m","thoughtSignature":"c2ln"}' || char (10), '2502 m', NULL);
INSERT INTO segments VALUES ((14 << 20) + 0, 1, 2, 0, char (30) || '{"text":"39"}' || char (10), '39', NULL);
PRAGMA user_version = 1;
