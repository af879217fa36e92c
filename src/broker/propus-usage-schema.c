/* propus-usage-schema.c - the tables of usage.db
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-usage-schema.h"

/* Each step brings a file of the version before to its own; more come behind these. */
static const char * const steps[PROPUS_USAGE_SCHEMA_VERSION] = {
  "CREATE TABLE key_outcome ("
  "  id TEXT PRIMARY KEY,"
  "  last_success INTEGER NOT NULL DEFAULT 0,"
  "  refused_at INTEGER NOT NULL DEFAULT 0,"
  "  code INTEGER NOT NULL DEFAULT 0,"
  "  status TEXT,"
  "  reason TEXT,"
  "  message TEXT"
  ") WITHOUT ROWID;",

  /* A request is open while its answer is awaited; its tokens and its cost are an estimate then. Days are the person's
   * own, YYYYMMDD. Money is in millionths of a US dollar; NULL: the price is not known. */
  "CREATE TABLE request ("
  "  id INTEGER PRIMARY KEY,"
  "  at INTEGER NOT NULL,"                        /* Unix milliseconds */
  "  day INTEGER NOT NULL,"
  "  program TEXT NOT NULL,"                      /* \"propus\": the window and the command line */
  "  key TEXT NOT NULL,"                          /* its id; nothing of the key itself */
  "  model TEXT NOT NULL,"                        /* that was asked for */
  "  version TEXT,"                               /* that answered */
  "  kind TEXT NOT NULL,"
  "  process TEXT,"                               /* whose request is open; NULL: it is over */
  "  status INTEGER NOT NULL DEFAULT 0,"          /* HTTP; 0: no answer came */
  "  prompt INTEGER NOT NULL,"
  "  cached INTEGER NOT NULL DEFAULT 0,"
  "  candidates INTEGER NOT NULL,"
  "  thoughts INTEGER NOT NULL DEFAULT 0,"
  "  tool INTEGER NOT NULL DEFAULT 0,"
  "  total INTEGER NOT NULL,"
  "  cost INTEGER,"
  "  prices TEXT,"                                /* the day of the price table */
  "  estimated INTEGER NOT NULL DEFAULT 1"
  ");"
  "CREATE INDEX request_spent ON request (day, program, total, cost);"
  "CREATE INDEX request_recent ON request (program, at);"
  "CREATE INDEX request_model ON request (model, id) WHERE estimated = 0;"
  "CREATE INDEX request_open ON request (process, program) WHERE process IS NOT NULL;"
  "CREATE TABLE spend_limit ("
  "  program TEXT NOT NULL,"                      /* '': all of them together */
  "  period TEXT NOT NULL CHECK (period IN ('day', 'month')),"
  "  unit TEXT NOT NULL CHECK (unit IN ('tokens', 'money')),"
  "  soft INTEGER,"
  "  hard INTEGER,"
  "  PRIMARY KEY (program, period, unit)"
  ") WITHOUT ROWID;"
  "CREATE TABLE spend_guard (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;"
  "CREATE TABLE spend_acknowledged (program TEXT PRIMARY KEY, day INTEGER NOT NULL) WITHOUT ROWID;"
  "CREATE TABLE spend_stopped ("
  "  program TEXT PRIMARY KEY,"
  "  at INTEGER NOT NULL,"                        /* of its last request, which was refused; 0: it may go on */
  "  since INTEGER NOT NULL"                      /* what came before is not counted any more */
  ") WITHOUT ROWID;",

  /* A pass is for a program that outlives one run. Of its token there is the digest only. What a holder (a pass, a run of
   * `propus exec --limit`) spent is added up by its id, whatever it was called at the time. */
  "ALTER TABLE request ADD COLUMN holder TEXT;"
  "CREATE INDEX request_holder ON request (holder, day, total, cost) WHERE holder IS NOT NULL;"
  "CREATE TABLE pass ("
  "  id TEXT PRIMARY KEY,"
  "  origin TEXT NOT NULL,"
  "  name TEXT NOT NULL,"
  "  port INTEGER NOT NULL,"
  "  digest TEXT NOT NULL,"                       /* SHA-256 of its token, in hex */
  "  key TEXT,"                                   /* the id of a stored key; NULL: as the settings say */
  "  models TEXT NOT NULL DEFAULT '',"            /* with spaces between them; '': all */
  "  paths INTEGER NOT NULL DEFAULT 0,"           /* PropusPassPaths; 0: all */
  "  requests INTEGER,"                           /* a day; NULL: no limit */
  "  tokens INTEGER,"
  "  money INTEGER,"
  "  expires INTEGER,"                            /* Unix seconds */
  "  paused INTEGER NOT NULL DEFAULT 0,"
  "  created INTEGER NOT NULL,"                   /* Unix seconds */
  "  last_used INTEGER,"                          /* Unix milliseconds */
  "  revoked INTEGER"                             /* Unix seconds; NULL: it lives */
  ") WITHOUT ROWID;"
  "CREATE UNIQUE INDEX pass_name ON pass (origin, name) WHERE revoked IS NULL;"
  "CREATE UNIQUE INDEX pass_port ON pass (port) WHERE revoked IS NULL;",
};

/**
 * propus_usage_schema_get_step:
 * @version: the version of a file, from 0 and below %PROPUS_USAGE_SCHEMA_VERSION
 *
 * Returns: the statements that bring it to the next version
 */
const char *
propus_usage_schema_get_step (int version)
{
  g_return_val_if_fail (version >= 0 && version < PROPUS_USAGE_SCHEMA_VERSION, "");

  return steps[version];
}
