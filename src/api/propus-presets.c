/* propus-presets.c - settings with a name, and those of new chats
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-presets.h"

#include "propus-json.h"
#include "propus-limits.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

/**
 * PropusPresets:
 *
 * They are kept in one file of JSON and not in GSettings, which forgets everything at the end of a session where dconf is
 * missing: the instructions in them are the person's words. The file is replaced as a whole, never written into. One that
 * cannot be understood is put aside under another name before anything is written; one that cannot be read is left
 * alone, and nothing is written then.
 */
struct _PropusPresets
{
  GObject    parent_instance;

  GFile     *file;
  JsonNode  *node;         /* what the file says, with what this version does not know */
  gboolean   loaded;
  gboolean   barred;       /* the file could not be read: it is not replaced */
  gboolean   writing;
  gboolean   again;        /* changed while it was being written */
  char      *scratch;      /* what the last getter gave */
};

G_DEFINE_FINAL_TYPE (PropusPresets, propus_presets, G_TYPE_OBJECT)

enum { SIGNAL_CHANGED, SIGNAL_FAILED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
propus_presets_finalize (GObject *object)
{
  PropusPresets *self = PROPUS_PRESETS (object);

  g_clear_object (&self->file);
  g_clear_pointer (&self->node, json_node_unref);
  g_free (self->scratch);

  G_OBJECT_CLASS (propus_presets_parent_class)->finalize (object);
}

static void
propus_presets_class_init (PropusPresetsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = propus_presets_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
set_empty (PropusPresets *self)
{
  g_autoptr(JsonObject) object = json_object_new ();

  g_clear_pointer (&self->node, json_node_unref);
  self->node = json_node_init_object (json_node_alloc (), object);
}

static void
propus_presets_init (PropusPresets *self)
{
  set_empty (self);
}

/**
 * propus_presets_new:
 * @file: (transfer none): where they are kept; it need not exist
 *
 * Returns: (transfer full): none, until propus_presets_load() has read them
 */
PropusPresets *
propus_presets_new (GFile *file)
{
  PropusPresets *self;

  g_return_val_if_fail (G_IS_FILE (file), NULL);

  self = g_object_new (PROPUS_TYPE_PRESETS, NULL);
  self->file = g_object_ref (file);
  return self;
}

static void write_file (PropusPresets *self);

/* Takes @reason. */
static void
fail (PropusPresets *self,
      const char    *format,
      char          *reason)
{
  g_autofree char *name = g_file_get_parse_name (self->file);
  g_autofree char *taken = reason;
  g_autoptr(GString) sentence = g_string_new (format);

  g_string_replace (sentence, "%s", taken, 1);
  g_debug ("%s: %s", name, sentence->str);
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, sentence->str);
}

static void
loaded (PropusPresets *self)
{
  self->loaded = TRUE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  if (self->again)
    write_file (self);
}

static void
aside_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(PropusPresets) self = user_data;
  g_autoptr(GError) error = NULL;

  self->barred = !g_file_move_finish (G_FILE (object), result, &error);
  if (self->barred)
    /* Translators: %s is why, such as “Permission denied”. */
    fail (self, _("The presets could not be read: %s"), g_strdup (error->message));
  else
    /* Translators: %s is the name of a folder. */
    fail (self, _("The presets were damaged. They are kept in the folder “%s”."), g_path_get_dirname (g_file_peek_path (self->file)));
  loaded (self);
}

static void
put_aside (PropusPresets *self)
{
  g_autofree char *name = g_strdup_printf ("%s.damaged-%" G_GINT64_FORMAT, g_file_peek_path (self->file),
                                           g_get_real_time () / G_USEC_PER_SEC);
  g_autoptr(GFile) aside = g_file_new_for_path (name);

  g_file_move_async (self->file, aside, G_FILE_COPY_NOFOLLOW_SYMLINKS, G_PRIORITY_DEFAULT, NULL, NULL, NULL,
                     aside_cb, g_object_ref (self));
}

/* What was set meanwhile stays. */
static void
merge (PropusPresets *self,
       JsonNode      *read)
{
  g_autoptr(JsonNode) early = g_steal_pointer (&self->node);
  JsonObject *object = json_node_get_object (read);
  JsonObject *presets = propus_json_get_object (json_node_get_object (early), "presets");
  g_autoptr(GList) names = presets != NULL ? json_object_get_members (presets) : NULL;

  self->node = json_node_ref (read);
  if (json_object_has_member (json_node_get_object (early), "newChats"))
    json_object_set_member (object, "newChats", json_object_dup_member (json_node_get_object (early), "newChats"));
  for (GList *l = names; l != NULL; l = l->next)
    {
      g_autofree char *json = propus_json_object_to_string (propus_json_get_object (presets, l->data), FALSE);

      propus_presets_set (self, l->data, json);
    }
}

static void
load_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(PropusPresets) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  g_autoptr(JsonNode) node = NULL;
  gsize length = 0;

  if (!g_file_load_contents_finish (G_FILE (object), result, &text, &length, NULL, &error))
    {
      self->barred = !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
      if (self->barred)
        fail (self, _("The presets could not be read: %s"), g_strdup (error->message));
      loaded (self);
      return;
    }

  node = length <= PROPUS_LIMIT_PRESETS_BYTES ? propus_json_parse (text, (gssize) length, NULL) : NULL;
  if (propus_json_node_object (node) == NULL)
    {
      put_aside (self);
      return;
    }

  merge (self, node);
  loaded (self);
}

/**
 * propus_presets_load:
 * @self: presets
 *
 * Reads the file. What is set before that is done is added to what it says.
 */
void
propus_presets_load (PropusPresets *self)
{
  g_return_if_fail (PROPUS_IS_PRESETS (self));

  g_file_load_contents_async (self->file, NULL, load_cb, g_object_ref (self));
}

/**
 * propus_presets_is_loaded:
 * @self: presets
 *
 * Returns: whether the file has been read, or cannot be
 */
gboolean
propus_presets_is_loaded (PropusPresets *self)
{
  g_return_val_if_fail (PROPUS_IS_PRESETS (self), FALSE);

  return self->loaded;
}

/**
 * propus_presets_is_busy:
 * @self: presets
 *
 * Returns: whether something is not yet in the file
 */
gboolean
propus_presets_is_busy (PropusPresets *self)
{
  g_return_val_if_fail (PROPUS_IS_PRESETS (self), FALSE);

  return self->writing || (self->again && !self->barred);
}

/* --- writing --- */

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PropusPresets) self = user_data;
  g_autoptr(GError) error = NULL;

  self->writing = FALSE;
  if (!g_file_replace_contents_finish (G_FILE (object), result, NULL, &error))
    fail (self, _("The presets could not be saved: %s"), g_strdup (error->message));
  if (self->again)
    write_file (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
folder_cb (GTask        *task,
           gpointer      source,
           gpointer      data,
           GCancellable *cancellable)
{
  g_autofree char *folder = g_path_get_dirname (data);

  g_task_return_boolean (task, g_mkdir_with_parents (folder, 0700) == 0);
}

static void
folder_made_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  PropusPresets *self = PROPUS_PRESETS (object);
  g_autofree char *json = propus_json_to_string (self->node, TRUE);
  g_autoptr(GBytes) bytes = g_bytes_new (json, strlen (json));

  self->again = FALSE;
  g_file_replace_contents_bytes_async (self->file, bytes, NULL, FALSE,
                                       G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION, NULL,
                                       written_cb, g_object_ref (self));
}

static void
write_file (PropusPresets *self)
{
  g_autoptr(GTask) task = NULL;

  self->again = TRUE;
  if (self->writing || !self->loaded)
    return;
  if (self->barred)
    {
      fail (self, _("The presets could not be saved: %s"), g_strdup (_("The file cannot be read.")));
      return;
    }

  self->writing = TRUE;
  task = g_task_new (self, NULL, folder_made_cb, NULL);
  g_task_set_task_data (task, g_strdup (g_file_peek_path (self->file)), g_free);
  g_task_run_in_thread (task, folder_cb);
}

/* --- what is in them --- */

static const char *
give (PropusPresets *self,
      JsonObject    *settings)
{
  g_free (self->scratch);
  self->scratch = settings != NULL ? propus_json_object_to_string (settings, FALSE) : NULL;
  return self->scratch;
}

static JsonNode *
parse_settings (const char *settings)
{
  JsonNode *node = propus_json_parse (settings != NULL ? settings : "{}", -1, NULL);

  g_return_val_if_fail (propus_json_node_object (node) != NULL, NULL);
  return node;
}

/**
 * propus_presets_dup_names:
 * @self: presets
 *
 * Returns: (transfer full) (array zero-terminated=1): the names, oldest first
 */
char **
propus_presets_dup_names (PropusPresets *self)
{
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();
  JsonObject *presets;
  g_autoptr(GList) members = NULL;

  g_return_val_if_fail (PROPUS_IS_PRESETS (self), NULL);

  presets = propus_json_get_object (json_node_get_object (self->node), "presets");
  members = presets != NULL ? json_object_get_members (presets) : NULL;
  for (GList *l = members; l != NULL; l = l->next)
    if (propus_json_get_object (presets, l->data) != NULL)
      g_strv_builder_add (names, l->data);

  return g_strv_builder_end (names);
}

/**
 * propus_presets_get:
 * @self: presets
 *
 * Returns: (transfer none) (nullable): the settings of that name as JSON, until the next call; %NULL: there are none
 */
const char *
propus_presets_get (PropusPresets *self,
                    const char    *name)
{
  g_return_val_if_fail (PROPUS_IS_PRESETS (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return give (self, propus_json_get_object (propus_json_get_object (json_node_get_object (self->node), "presets"), name));
}

/**
 * propus_presets_set:
 * @self: presets
 * @name: not empty; one that is there is replaced
 * @settings: (nullable): JSON of the settings
 */
void
propus_presets_set (PropusPresets *self,
                    const char    *name,
                    const char    *settings)
{
  JsonObject *object;
  JsonNode *node;

  g_return_if_fail (PROPUS_IS_PRESETS (self));
  g_return_if_fail (name != NULL && *name != '\0');

  node = parse_settings (settings);
  object = json_node_get_object (self->node);
  if (propus_json_get_object (object, "presets") == NULL)
    json_object_set_object_member (object, "presets", json_object_new ());
  json_object_set_member (propus_json_get_object (object, "presets"), name, node);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  write_file (self);
}

/**
 * propus_presets_remove:
 * @self: presets
 * @name: one of them
 */
void
propus_presets_remove (PropusPresets *self,
                       const char    *name)
{
  JsonObject *presets;

  g_return_if_fail (PROPUS_IS_PRESETS (self));

  presets = propus_json_get_object (json_node_get_object (self->node), "presets");
  if (presets == NULL || !json_object_has_member (presets, name))
    return;

  json_object_remove_member (presets, name);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  write_file (self);
}

/**
 * propus_presets_get_default:
 * @self: presets
 *
 * Returns: (transfer none) (nullable): what new chats begin with, as JSON, until the next call; %NULL: with nothing
 */
const char *
propus_presets_get_default (PropusPresets *self)
{
  g_return_val_if_fail (PROPUS_IS_PRESETS (self), NULL);

  return give (self, propus_json_get_object (json_node_get_object (self->node), "newChats"));
}

/**
 * propus_presets_set_default:
 * @self: presets
 * @settings: (nullable): JSON of what new chats begin with; %NULL: with nothing
 */
void
propus_presets_set_default (PropusPresets *self,
                            const char    *settings)
{
  g_return_if_fail (PROPUS_IS_PRESETS (self));

  if (settings != NULL)
    json_object_set_member (json_node_get_object (self->node), "newChats", parse_settings (settings));
  else
    json_object_remove_member (json_node_get_object (self->node), "newChats");
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  write_file (self);
}
