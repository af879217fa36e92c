/* propus-find.c - a key that lies in a file, without the key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-find.h"

#include "propus-json.h"

/**
 * PropusFind:
 *
 * A key that the broker found in a file (src/broker/propus-control.h): where it lies, and of the key itself its last
 * four characters.
 */
struct _PropusFind
{
  char               *file;
  guint               line;
  char               *program;
  char               *name;
  char               *last_four;
  PropusFindObstacle  obstacle;
  gboolean            stored;
};

/**
 * PropusFindSkip:
 *
 * A file that the broker did not look at, and why.
 */
struct _PropusFindSkip
{
  char *file;
  char *reason;
  char *detail;
};

/**
 * PropusFindChange:
 *
 * What moving a key would do to its line. No key is in it.
 */
struct _PropusFindChange
{
  char *target;
  char *before;
  char *after;
};

static char *
dup_string (JsonObject *object,
            const char *member)
{
  const char *value = propus_json_get_string (object, member);

  return g_strdup (value != NULL ? value : "");
}

static guint
get_line (JsonObject *object)
{
  return (guint) CLAMP (propus_json_get_int (object, "line", 0), 0, G_MAXINT);
}

static PropusFindObstacle
get_obstacle (JsonObject *object)
{
  const char *obstacle = propus_json_get_string (object, "obstacle");

  if (propus_json_get_boolean (object, "movable", FALSE))
    return PROPUS_FIND_MOVABLE;
  if (g_strcmp0 (obstacle, "entangled") == 0)
    return PROPUS_FIND_ENTANGLED;
  if (g_strcmp0 (obstacle, "no-assignment") == 0)
    return PROPUS_FIND_NO_ASSIGNMENT;

  return PROPUS_FIND_OTHER_PROGRAM;
}

static PropusFind *
parse_find (JsonObject *object)
{
  PropusFind *self = g_atomic_rc_box_new0 (PropusFind);

  self->file = dup_string (object, "file");
  self->line = get_line (object);
  self->program = dup_string (object, "program");
  self->name = g_strdup (propus_json_get_string (object, "name"));
  self->last_four = dup_string (object, "lastFour");
  self->obstacle = get_obstacle (object);
  self->stored = propus_json_get_boolean (object, "stored", FALSE);

  return self;
}

static PropusFindSkip *
parse_skip (JsonObject *object)
{
  PropusFindSkip *self = g_atomic_rc_box_new0 (PropusFindSkip);

  self->file = dup_string (object, "file");
  self->reason = dup_string (object, "reason");
  self->detail = dup_string (object, "detail");

  return self;
}

static void
parse_each (JsonNode   *reply,
            const char *member,
            gpointer  (*parse) (JsonObject *object),
            GPtrArray  *list)
{
  JsonObject *root = reply != NULL ? propus_json_node_object (reply) : NULL;
  JsonArray *array = root != NULL ? propus_json_get_array (root, member) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *object = propus_json_array_object (array, i);

      if (object != NULL)
        g_ptr_array_add (list, parse (object));
    }
}

/**
 * propus_find_parse_list:
 * @reply: (nullable): the broker's reply to `POST /propus/v1/find`
 * @skipped: (out) (optional) (transfer full) (element-type PropusFindSkip): what was not looked at
 *
 * Returns: (transfer full) (element-type PropusFind): the finds; empty when there are none
 */
GPtrArray *
propus_find_parse_list (JsonNode   *reply,
                        GPtrArray **skipped)
{
  GPtrArray *finds = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_find_unref);

  parse_each (reply, "finds", (gpointer (*) (JsonObject *)) parse_find, finds);
  if (skipped != NULL)
    {
      *skipped = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_find_skip_unref);
      parse_each (reply, "skipped", (gpointer (*) (JsonObject *)) parse_skip, *skipped);
    }

  return finds;
}

/**
 * propus_find_ref:
 *
 * Returns: (transfer full): @self
 */
PropusFind *
propus_find_ref (PropusFind *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
find_clear (gpointer data)
{
  PropusFind *self = data;

  g_free (self->file);
  g_free (self->program);
  g_free (self->name);
  g_free (self->last_four);
}

/**
 * propus_find_unref:
 */
void
propus_find_unref (PropusFind *self)
{
  g_atomic_rc_box_release_full (self, find_clear);
}

/**
 * propus_find_get_file:
 *
 * Returns: (transfer none): absolute path of the file, as it was looked for: it may be a symbolic link
 */
const char *
propus_find_get_file (PropusFind *self)
{
  g_return_val_if_fail (self != NULL, "");

  return self->file;
}

/**
 * propus_find_get_line:
 *
 * Returns: the line that it lies in, from 1; 0 when the file is not read by lines
 */
guint
propus_find_get_line (PropusFind *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->line;
}

/**
 * propus_find_get_program:
 *
 * Returns: (transfer none): name of the program that reads the file
 */
const char *
propus_find_get_program (PropusFind *self)
{
  g_return_val_if_fail (self != NULL, "");

  return self->program;
}

/**
 * propus_find_get_name:
 *
 * Returns: (transfer none) (nullable): the variable or entry that it is the value of
 */
const char *
propus_find_get_name (PropusFind *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->name;
}

/**
 * propus_find_get_last_four:
 *
 * Returns: (transfer none): its last four characters
 */
const char *
propus_find_get_last_four (PropusFind *self)
{
  g_return_val_if_fail (self != NULL, "");

  return self->last_four;
}

/**
 * propus_find_get_obstacle:
 *
 * Returns: why it cannot be moved
 */
PropusFindObstacle
propus_find_get_obstacle (PropusFind *self)
{
  g_return_val_if_fail (self != NULL, PROPUS_FIND_OTHER_PROGRAM);

  return self->obstacle;
}

/**
 * propus_find_is_movable:
 *
 * Returns: whether Propus can take it out of the file
 */
gboolean
propus_find_is_movable (PropusFind *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->obstacle == PROPUS_FIND_MOVABLE;
}

/**
 * propus_find_is_stored:
 *
 * Returns: whether the keyring is known to have it
 */
gboolean
propus_find_is_stored (PropusFind *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->stored;
}

/**
 * propus_find_skip_ref:
 *
 * Returns: (transfer full): @self
 */
PropusFindSkip *
propus_find_skip_ref (PropusFindSkip *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
skip_clear (gpointer data)
{
  PropusFindSkip *self = data;

  g_free (self->file);
  g_free (self->reason);
  g_free (self->detail);
}

/**
 * propus_find_skip_unref:
 */
void
propus_find_skip_unref (PropusFindSkip *self)
{
  g_atomic_rc_box_release_full (self, skip_clear);
}

/**
 * propus_find_skip_get_file:
 *
 * Returns: (transfer none): absolute path of a file or folder
 */
const char *
propus_find_skip_get_file (PropusFindSkip *self)
{
  g_return_val_if_fail (self != NULL, "");

  return self->file;
}

/**
 * propus_find_skip_get_reason:
 *
 * Returns: (transfer none): why it was not looked at, one of the words of propus-control.h
 */
const char *
propus_find_skip_get_reason (PropusFindSkip *self)
{
  g_return_val_if_fail (self != NULL, "");

  return self->reason;
}

/**
 * propus_find_skip_get_detail:
 *
 * Returns: (transfer none): more about it, possibly empty
 */
const char *
propus_find_skip_get_detail (PropusFindSkip *self)
{
  g_return_val_if_fail (self != NULL, "");

  return self->detail;
}

/**
 * propus_find_change_parse:
 * @reply: (nullable): the broker's reply to `POST /propus/v1/find/preview`
 *
 * Returns: (transfer full) (nullable): the change; %NULL when @reply is none
 */
PropusFindChange *
propus_find_change_parse (JsonNode *reply)
{
  JsonObject *object = reply != NULL ? propus_json_node_object (reply) : NULL;
  PropusFindChange *self;

  if (object == NULL)
    return NULL;

  self = g_atomic_rc_box_new0 (PropusFindChange);
  self->target = g_strdup (propus_json_get_string (object, "target"));
  self->before = dup_string (object, "before");
  self->after = dup_string (object, "after");

  return self;
}

/**
 * propus_find_change_ref:
 *
 * Returns: (transfer full): @self
 */
PropusFindChange *
propus_find_change_ref (PropusFindChange *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
change_clear (gpointer data)
{
  PropusFindChange *self = data;

  g_free (self->target);
  g_free (self->before);
  g_free (self->after);
}

/**
 * propus_find_change_unref:
 */
void
propus_find_change_unref (PropusFindChange *self)
{
  g_atomic_rc_box_release_full (self, change_clear);
}

/**
 * propus_find_change_get_target:
 *
 * Returns: (transfer none) (nullable): the file that will be written, when the other one is a symbolic link to it
 */
const char *
propus_find_change_get_target (PropusFindChange *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->target;
}

/**
 * propus_find_change_get_before:
 *
 * Returns: (transfer none): the line as it is, with a mask in the place of each key
 */
const char *
propus_find_change_get_before (PropusFindChange *self)
{
  g_return_val_if_fail (self != NULL, "");

  return self->before;
}

/**
 * propus_find_change_get_after:
 *
 * Returns: (transfer none): the line as it will be
 */
const char *
propus_find_change_get_after (PropusFindChange *self)
{
  g_return_val_if_fail (self != NULL, "");

  return self->after;
}
