/* propus-database.h - the worker thread and the jobs that it runs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-connection.h"

G_BEGIN_DECLS

typedef struct _PropusDatabase PropusDatabase;

typedef enum
{
  PROPUS_JOB_OPEN,    /* no transaction; fails with the limit of a history that may only be read */
  PROPUS_JOB_READ,    /* in one transaction: sees one state */
  PROPUS_JOB_WRITE,   /* in one transaction: all or nothing */
} PropusJobKind;

/* What a kind of job does with its data (the GTask's task data). */
typedef struct
{
  PropusJobKind kind;
  gboolean (*run)       (PropusConnection *connection, gpointer data, GError **error);  /* worker, within the transaction */
  void     (*committed) (PropusConnection *connection, const char *path, gpointer data); /* worker, afterwards; may be NULL */
  void     (*finished)  (gpointer source, gpointer data, gboolean success);              /* caller's context, before its callback; may be NULL */
} PropusJobType;

/* In the caller's context, after the callback: what a job has changed, or found changed (ids as in propus-changes.h). */
typedef void (*PropusChangedFunc) (gpointer source, GArray *touched);

PropusDatabase *propus_database_new             (const char *path, PropusChangedFunc changed);
void            propus_database_free            (PropusDatabase *self);        /* runs what is queued, closes, joins; blocks */
void            propus_database_push            (PropusDatabase *self, const PropusJobType *type, GTask *task); /* (transfer full) @task */
gboolean        propus_database_is_writable     (PropusDatabase *self);        /* any thread */
const char     *propus_database_get_moved_aside (PropusDatabase *self);        /* any thread */

G_END_DECLS
