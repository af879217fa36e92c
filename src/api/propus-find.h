/* propus-find.h - a key that lies in a file, without the key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Why a find cannot be moved by Propus. */
typedef enum
{
  PROPUS_FIND_MOVABLE,
  PROPUS_FIND_OTHER_PROGRAM,   /* JSON, YAML, dconf, SQLite: the file belongs to a program that writes it itself */
  PROPUS_FIND_ENTANGLED,       /* the assignment cannot be parted from the rest of the line, or goes on in the next */
  PROPUS_FIND_NO_ASSIGNMENT,   /* what looks like a key in the midst of other text, such as a comment or a command */
} PropusFindObstacle;

/* All three are immutable and reference counted, and may be used from any thread. */
typedef struct _PropusFind       PropusFind;        /* a key in a file */
typedef struct _PropusFindSkip   PropusFindSkip;    /* a file that could not be looked at */
typedef struct _PropusFindChange PropusFindChange;  /* what a move would do to a line */

GPtrArray         *propus_find_parse_list    (JsonNode   *reply, GPtrArray **skipped);   /* of PropusFind, of PropusFindSkip */
PropusFind        *propus_find_ref           (PropusFind *self);
void               propus_find_unref         (PropusFind *self);
const char        *propus_find_get_file      (PropusFind *self);   /* absolute path */
guint              propus_find_get_line      (PropusFind *self);   /* from 1; 0: the file is not read by lines */
const char        *propus_find_get_program   (PropusFind *self);   /* "Bash", "Alpaca"…: a name, not translated */
const char        *propus_find_get_name      (PropusFind *self);   /* the variable or entry; NULL: found by its shape only */
const char        *propus_find_get_last_four (PropusFind *self);
PropusFindObstacle propus_find_get_obstacle  (PropusFind *self);
gboolean           propus_find_is_movable    (PropusFind *self);   /* no obstacle */
gboolean           propus_find_is_stored     (PropusFind *self);   /* the keyring has it; FALSE also when that cannot be told */

PropusFindSkip    *propus_find_skip_ref        (PropusFindSkip *self);
void               propus_find_skip_unref      (PropusFindSkip *self);
const char        *propus_find_skip_get_file   (PropusFindSkip *self);
const char        *propus_find_skip_get_reason (PropusFindSkip *self);   /* "unreadable|too-large|binary|not-a-file|malformed|too-many" */
const char        *propus_find_skip_get_detail (PropusFindSkip *self);   /* of the system, for the curious; "" none */

PropusFindChange  *propus_find_change_parse      (JsonNode         *reply);
PropusFindChange  *propus_find_change_ref        (PropusFindChange *self);
void               propus_find_change_unref      (PropusFindChange *self);
const char        *propus_find_change_get_target (PropusFindChange *self);   /* where a symbolic link leads; NULL: it is none */
const char        *propus_find_change_get_before (PropusFindChange *self);   /* the line, every key in it masked */
const char        *propus_find_change_get_after  (PropusFindChange *self);   /* the same afterwards */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusFind, propus_find_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusFindSkip, propus_find_skip_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusFindChange, propus_find_change_unref)

G_END_DECLS
