/* propus-pass-key-row.c - which key a pass is good for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-pass-key-row.h"

#include "propus-key-facts.h"

#include <glib/gi18n.h>

/**
 * PropusPassKeyRow:
 *
 * The key that is in use, whichever that is, or one of the keyring. The keyring is asked for its list only while it is
 * open.
 */
struct _PropusPassKeyRow
{
  AdwComboRow parent_instance;

  /* Owned */
  GPtrArray *ids;            /* of char*, beside the rows; the first is NULL: the one in use */
  GPtrArray *keys;           /* of PropusKeyInfo; NULL: not known */
  char *key;                 /* NULL: the one in use */

  guint filling : 1;         /* it changes by our own hand */
};

G_DEFINE_FINAL_TYPE (PropusPassKeyRow, propus_pass_key_row, ADW_TYPE_COMBO_ROW)

enum { SIGNAL_CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
add (PropusPassKeyRow *self,
     GtkStringList    *names,
     const char       *id,
     const char       *name)
{
  g_ptr_array_add (self->ids, g_strdup (id));
  gtk_string_list_append (names, name);
}

static void
fill (PropusPassKeyRow *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  g_ptr_array_set_size (self->ids, 0);
  add (self, names, NULL, _("The key in use"));
  for (guint i = 0; self->keys != NULL && i < self->keys->len; i++)
    {
      PropusKeyInfo *key = g_ptr_array_index (self->keys, i);
      g_autofree char *title = propus_key_facts_dup_title (key);

      add (self, names, propus_key_info_get_id (key), title);
    }
  for (guint i = 1; i < self->ids->len && self->key != NULL; i++)
    if (g_str_equal (g_ptr_array_index (self->ids, i), self->key))
      selected = i;
  if (self->key != NULL && selected == 0)
    {
      add (self, names, self->key, self->keys != NULL ? _("A key that was removed") : _("A key in your keyring"));
      selected = self->ids->len - 1;
    }

  self->filling = TRUE;
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (names));
  adw_combo_row_set_selected (ADW_COMBO_ROW (self), selected);
  self->filling = FALSE;
}

static void
selected_cb (PropusPassKeyRow *self)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self));
  const char *id;

  g_assert (PROPUS_IS_PASS_KEY_ROW (self));

  if (self->filling || selected >= self->ids->len)
    return;

  id = g_ptr_array_index (self->ids, selected);
  if (g_strcmp0 (id, self->key) == 0)
    return;

  g_free (self->key);
  self->key = g_strdup (id);
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0);
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (PropusPassKeyRow) self = user_data;
  g_autoptr (GPtrArray) keys = propus_keys_list_finish (PROPUS_BROKER_PROCESS (object), result, NULL);

  if (keys == NULL)
    return;

  g_clear_pointer (&self->keys, g_ptr_array_unref);
  self->keys = g_steal_pointer (&keys);
  fill (self);
}

/**
 * propus_pass_key_row_load:
 * @self: a row
 * @session: (transfer none): whose keys to offer
 */
void
propus_pass_key_row_load (PropusPassKeyRow *self,
                          PropusSession    *session)
{
  PropusKeyStatus *status;

  g_return_if_fail (PROPUS_IS_PASS_KEY_ROW (self));
  g_return_if_fail (PROPUS_IS_SESSION (session));

  status = propus_session_get_key_status (session);
  if (!propus_session_is_practice (session) && propus_key_status_get_keyring (status) == PROPUS_KEYRING_UNLOCKED)
    propus_keys_list_async (propus_session_get_broker (session), listed_cb, g_object_ref (self));
}

/**
 * propus_pass_key_row_set_key:
 * @self: a row
 * @id: (nullable): of a stored key; %NULL: the one in use
 *
 * Shows it as chosen.
 */
void
propus_pass_key_row_set_key (PropusPassKeyRow *self,
                             const char       *id)
{
  g_return_if_fail (PROPUS_IS_PASS_KEY_ROW (self));

  if (g_strcmp0 (id, self->key) == 0)
    return;

  g_free (self->key);
  self->key = g_strdup (id);
  fill (self);
}

/**
 * propus_pass_key_row_get_key:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the id of the chosen key; %NULL: the one in use
 */
const char *
propus_pass_key_row_get_key (PropusPassKeyRow *self)
{
  g_return_val_if_fail (PROPUS_IS_PASS_KEY_ROW (self), NULL);

  return self->key;
}

static void
propus_pass_key_row_finalize (GObject *object)
{
  PropusPassKeyRow *self = PROPUS_PASS_KEY_ROW (object);

  g_ptr_array_unref (self->ids);
  g_clear_pointer (&self->keys, g_ptr_array_unref);
  g_free (self->key);

  G_OBJECT_CLASS (propus_pass_key_row_parent_class)->finalize (object);
}

static void
propus_pass_key_row_class_init (PropusPassKeyRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = propus_pass_key_row_finalize;

  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
propus_pass_key_row_init (PropusPassKeyRow *self)
{
  self->ids = g_ptr_array_new_with_free_func (g_free);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _("Key"));
  fill (self);
  g_signal_connect_object (self, "notify::selected", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
}
