/* propus-folder.c - a folder of chats
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-folder.h"

/**
 * PropusFolder:
 *
 * A name under which chats are put together, and its place among the folders. Main thread only.
 */
struct _PropusFolder
{
  GObject parent_instance;

  gint64 id;
  gint64 position;
  char *name;
};

G_DEFINE_FINAL_TYPE (PropusFolder, propus_folder, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_ID,
  PROP_NAME,
  PROP_POSITION,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
propus_folder_finalize (GObject *object)
{
  PropusFolder *self = PROPUS_FOLDER (object);

  g_free (self->name);

  G_OBJECT_CLASS (propus_folder_parent_class)->finalize (object);
}

static void
propus_folder_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  PropusFolder *self = PROPUS_FOLDER (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_int64 (value, self->id);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_POSITION:
      g_value_set_int64 (value, self->position);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
propus_folder_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  PropusFolder *self = PROPUS_FOLDER (object);

  switch (prop_id)
    {
    case PROP_ID:
      propus_folder_set_id (self, g_value_get_int64 (value));
      break;
    case PROP_NAME:
      propus_folder_set_name (self, g_value_get_string (value));
      break;
    case PROP_POSITION:
      propus_folder_set_position (self, g_value_get_int64 (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
propus_folder_class_init (PropusFolderClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = propus_folder_finalize;
  object_class->get_property = propus_folder_get_property;
  object_class->set_property = propus_folder_set_property;

  properties[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, "", flags);
  properties[PROP_POSITION] = g_param_spec_int64 ("position", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
propus_folder_init (PropusFolder *self)
{
  self->name = g_strdup ("");
}

/**
 * propus_folder_new:
 * @id: the row in the history, 0 when it is not stored yet
 * @name: what it is called
 * @position: its place; 0 in a new folder: the last
 *
 * Returns: (transfer full): the folder
 */
PropusFolder *
propus_folder_new (gint64      id,
                   const char *name,
                   gint64      position)
{
  PropusFolder *self = g_object_new (PROPUS_TYPE_FOLDER, NULL);

  self->id = id;
  self->position = position;
  propus_folder_set_name (self, name);
  return self;
}

/**
 * propus_folder_get_id:
 * @self: a folder
 *
 * Returns: the row in the history, 0 when it is not stored yet
 */
gint64
propus_folder_get_id (PropusFolder *self)
{
  g_return_val_if_fail (PROPUS_IS_FOLDER (self), 0);

  return self->id;
}

/**
 * propus_folder_set_id:
 * @self: a folder
 * @id: the row that the store gave it
 */
void
propus_folder_set_id (PropusFolder *self,
                      gint64        id)
{
  g_return_if_fail (PROPUS_IS_FOLDER (self));

  if (self->id == id)
    return;

  self->id = id;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ID]);
}

/**
 * propus_folder_get_name:
 * @self: a folder
 *
 * Returns: (transfer none): what it is called
 */
const char *
propus_folder_get_name (PropusFolder *self)
{
  g_return_val_if_fail (PROPUS_IS_FOLDER (self), "");

  return self->name;
}

/**
 * propus_folder_set_name:
 * @self: a folder
 * @name: (nullable): what it is called; %NULL is ""
 */
void
propus_folder_set_name (PropusFolder *self,
                        const char   *name)
{
  g_autofree char *old = NULL;

  g_return_if_fail (PROPUS_IS_FOLDER (self));

  if (g_strcmp0 (self->name, name) == 0)
    return;

  old = self->name;
  self->name = g_strdup (name != NULL ? name : "");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

/**
 * propus_folder_get_position:
 * @self: a folder
 *
 * Returns: its place among the folders, a number to sort by
 */
gint64
propus_folder_get_position (PropusFolder *self)
{
  g_return_val_if_fail (PROPUS_IS_FOLDER (self), 0);

  return self->position;
}

/**
 * propus_folder_set_position:
 * @self: a folder
 * @position: its place among the folders
 */
void
propus_folder_set_position (PropusFolder *self,
                            gint64        position)
{
  g_return_if_fail (PROPUS_IS_FOLDER (self));

  if (self->position == position)
    return;

  self->position = position;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_POSITION]);
}
