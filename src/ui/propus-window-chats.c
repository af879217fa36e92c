/* propus-window-chats.c - what can be done with chats and folders
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-window-private.h"

#include "propus-limits.h"

#include <glib/gi18n.h>

/* --- undo --- */

typedef struct
{
  PropusWindow *window;
  GArray *ids;
  char *folder;              /* name of the deleted folder; NULL: chats were deleted or archived */
  gboolean archived;
  PropusConversation *open;  /* was open when it was deleted; NULL: none of them */
} Undo;

static void
undo_free (gpointer  data,
           GClosure *closure)
{
  Undo *undo = data;

  g_object_unref (undo->window);
  g_array_unref (undo->ids);
  g_clear_object (&undo->open);
  g_free (undo->folder);
  g_free (undo);
}

static void
undo_cb (AdwToast *toast,
         gpointer  user_data)
{
  Undo *undo = user_data;
  PropusHistory *history = undo->window->history;

  g_assert (ADW_IS_TOAST (toast));

  if (history == NULL)
    return;   /* the window was closed */

  if (undo->folder != NULL)
    propus_history_add_folder (history, undo->folder, undo->ids);
  else if (undo->archived)
    propus_history_set_archived (history, undo->ids, FALSE);
  else
    propus_history_set_deleted (history, undo->ids, FALSE);
  if (undo->open != NULL)
    _propus_window_open (undo->window, undo->open);
}

/* @sentence is markup. What undoing needs beyond the ids is set by the caller. */
static Undo *
offer_undo (PropusWindow *self,
            const char   *sentence,
            GArray       *ids)
{
  AdwToast *toast = adw_toast_new (sentence);
  Undo *undo = g_new0 (Undo, 1);

  undo->window = g_object_ref (self);
  undo->ids = g_array_ref (ids);
  adw_toast_set_button_label (toast, _("_Undo"));
  adw_toast_set_timeout (toast, 10);
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (undo_cb), undo, undo_free, 0);
  adw_toast_overlay_add_toast (self->toasts, toast);

  return undo;
}

/* --- chats --- */

static GArray *
new_ids (GVariant *parameter)
{
  gsize n = 0;
  const gint64 *ids = g_variant_get_fixed_array (parameter, &n, sizeof *ids);
  GArray *array = g_array_new (FALSE, FALSE, sizeof (gint64));

  return g_array_append_vals (array, ids, (guint) n);
}

static gboolean
has_id (GArray *ids,
        gint64  id)
{
  for (guint i = 0; i < ids->len; i++)
    if (g_array_index (ids, gint64, i) == id)
      return TRUE;

  return FALSE;
}

/* What a chat is called in a sentence, as markup. */
static char *
dup_title (PropusWindow *self,
           gint64        id)
{
  GListModel *chats = propus_history_get_chats (self->history);
  g_autoptr (PropusConversation) conversation = NULL;
  g_autofree char *title = NULL;
  guint position;

  if (id == propus_conversation_get_id (self->conversation))
    conversation = g_object_ref (self->conversation);
  else if (propus_history_find (self->history, id, &position))
    conversation = g_list_model_get_item (chats, position);
  if (conversation != NULL)
    title = propus_conversation_dup_heading (conversation);

  return g_markup_escape_text (title != NULL && *title != '\0' ? title : _("New Chat"), -1);
}

static void
delete_chats (PropusWindow *self,
              GArray       *ids)
{
  g_autofree char *sentence = NULL;
  Undo *undo;

  if (ids->len == 0)
    return;

  if (ids->len == 1)
    {
      g_autofree char *title = dup_title (self, g_array_index (ids, gint64, 0));

      /* Translators: the title of a chat */
      sentence = g_strdup_printf (_("“%s” was deleted."), title);
    }
  else
    {
      sentence = g_strdup_printf (ngettext ("%u chat was deleted.", "%u chats were deleted.", ids->len), ids->len);
    }

  propus_composer_flush (self->composer);
  propus_history_set_deleted (self->history, ids, TRUE);
  undo = offer_undo (self, sentence, ids);
  if (has_id (ids, propus_conversation_get_id (self->conversation)))
    {
      g_autoptr (PropusConversation) empty = propus_session_new_conversation (self->session);

      undo->open = g_object_ref (self->conversation);
      _propus_window_open (self, empty);
    }
}

static void
archive_chats (PropusWindow *self,
               GArray       *ids)
{
  g_autofree char *sentence = g_strdup_printf (ngettext ("%u chat was archived.", "%u chats were archived.", ids->len),
                                               ids->len);

  propus_history_set_archived (self->history, ids, TRUE);
  offer_undo (self, sentence, ids)->archived = TRUE;
}

static void
chats_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  PropusWindow *self = PROPUS_WINDOW (widget);
  g_autoptr (GArray) ids = new_ids (parameter);

  if (g_str_equal (action_name, "win.delete-chats"))
    delete_chats (self, ids);
  else if (g_str_equal (action_name, "win.archive-chats"))
    archive_chats (self, ids);
  else if (g_str_equal (action_name, "win.unarchive-chats"))
    propus_history_set_archived (self->history, ids, FALSE);
  else if (g_str_equal (action_name, "win.pin-chats"))
    propus_history_set_pinned (self->history, ids, TRUE);
  else if (g_str_equal (action_name, "win.unpin-chats"))
    propus_history_set_pinned (self->history, ids, FALSE);
}

static void
rename_chat (PropusWindow *self,
             gint64        id)
{
  if (id == 0)
    return;   /* not stored yet: a moment after the first prompt it is */

  adw_flap_set_reveal_flap (self->flap, TRUE);
  propus_sidebar_rename (self->sidebar, id);
}

static void
chat_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  PropusWindow *self = PROPUS_WINDOW (widget);
  gint64 id = parameter != NULL ? g_variant_get_int64 (parameter) : propus_conversation_get_id (self->conversation);

  if (g_str_equal (action_name, "win.select-chat"))
    {
      propus_sidebar_select (self->sidebar, id);
    }
  else if (g_str_equal (action_name, "win.delete-this") && id != 0)
    {
      g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof id);

      g_array_append_val (ids, id);
      delete_chats (self, ids);
    }
  else if (g_str_has_prefix (action_name, "win.rename-"))
    {
      rename_chat (self, id);
    }
}

static void
search_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  PropusWindow *self = PROPUS_WINDOW (widget);

  adw_flap_set_reveal_flap (self->flap, TRUE);
  propus_sidebar_focus_search (self->sidebar);
}

/* --- folders --- */

static void
show_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  gint64 folder_id;
  gboolean archived;

  g_variant_get (parameter, "(xb)", &folder_id, &archived);
  propus_history_show (PROPUS_WINDOW (widget)->history, folder_id, archived);
}

static void
move_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  PropusWindow *self = PROPUS_WINDOW (widget);
  g_autoptr (GVariant) list = g_variant_get_child_value (parameter, 1);
  g_autoptr (GArray) ids = new_ids (list);
  gint64 folder_id;

  g_variant_get_child (parameter, 0, "x", &folder_id);
  propus_history_move (self->history, ids, folder_id);
}

typedef struct
{
  PropusWindow *window;
  GtkEditable *entry;        /* borrowed: lives in the dialog */
  gint64 folder_id;          /* 0: a new one */
  GArray *ids;               /* for the new one; nullable */
} Naming;

static void
naming_free (gpointer  data,
             GClosure *closure)
{
  Naming *naming = data;

  g_object_unref (naming->window);
  g_clear_pointer (&naming->ids, g_array_unref);
  g_free (naming);
}

static void
named_cb (AdwMessageDialog *dialog,
          const char       *response,
          gpointer          user_data)
{
  Naming *naming = user_data;
  g_autofree char *name = NULL;

  g_assert (ADW_IS_MESSAGE_DIALOG (dialog));

  if (!g_str_equal (response, "ok") || naming->window->history == NULL)
    return;

  name = g_strstrip (g_strdup (gtk_editable_get_text (naming->entry)));
  if (*name == '\0')
    return;

  if (naming->folder_id == 0)
    propus_history_add_folder (naming->window->history, name, naming->ids);
  else
    propus_history_rename_folder (naming->window->history, naming->folder_id, name);
}

static void
name_changed_cb (GtkEditable      *entry,
                 AdwMessageDialog *dialog)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  adw_message_dialog_set_response_enabled (dialog, "ok", *name != '\0');
}

static void
ask_for_name (PropusWindow *self,
              gint64        folder_id,
              GArray       *ids)
{
  const char *name = folder_id != 0 ? propus_history_get_folder_name (self->history, folder_id) : NULL;
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), folder_id != 0 ? _("Rename Folder") : _("New Folder"), NULL);
  GtkWidget *entry = gtk_entry_new ();
  Naming *naming = g_new0 (Naming, 1);

  naming->window = g_object_ref (self);
  naming->entry = GTK_EDITABLE (entry);
  naming->folder_id = folder_id;
  naming->ids = ids != NULL ? g_array_ref (ids) : NULL;

  gtk_entry_set_max_length (GTK_ENTRY (entry), PROPUS_LIMIT_TITLE_CHARS);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Name of the folder"), -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog),
                                    "cancel", _("_Cancel"),
                                    "ok", folder_id != 0 ? _("_Rename") : _("C_reate"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "ok", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "ok");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (entry, "changed", G_CALLBACK (name_changed_cb), dialog, 0);
  gtk_editable_set_text (GTK_EDITABLE (entry), name != NULL ? name : "");
  name_changed_cb (GTK_EDITABLE (entry), ADW_MESSAGE_DIALOG (dialog));
  g_signal_connect_data (dialog, "response", G_CALLBACK (named_cb), naming, naming_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}

static void
new_folder_action (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  g_autoptr (GArray) ids = new_ids (parameter);

  ask_for_name (PROPUS_WINDOW (widget), 0, ids->len > 0 ? ids : NULL);
}

static void
rename_folder_action (GtkWidget  *widget,
                      const char *action_name,
                      GVariant   *parameter)
{
  ask_for_name (PROPUS_WINDOW (widget), g_variant_get_int64 (parameter), NULL);
}

typedef struct
{
  PropusWindow *window;
  char *name;
} Deletion;

static void
folder_deleted_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  Deletion *deletion = user_data;
  g_autoptr (GArray) ids = propus_history_delete_folder_finish (PROPUS_HISTORY (object), result);

  if (ids != NULL && deletion->window->history != NULL)
    {
      g_autofree char *escaped = g_markup_escape_text (deletion->name, -1);
      /* Translators: the name of a folder */
      g_autofree char *sentence = g_strdup_printf (_("The folder “%s” was deleted. Its chats are still there."), escaped);

      offer_undo (deletion->window, sentence, ids)->folder = g_strdup (deletion->name);
    }

  g_object_unref (deletion->window);
  g_free (deletion->name);
  g_free (deletion);
}

static void
delete_folder_action (GtkWidget  *widget,
                      const char *action_name,
                      GVariant   *parameter)
{
  PropusWindow *self = PROPUS_WINDOW (widget);
  gint64 folder_id = g_variant_get_int64 (parameter);
  const char *name = propus_history_get_folder_name (self->history, folder_id);
  Deletion *deletion;

  if (name == NULL)
    return;

  deletion = g_new0 (Deletion, 1);
  deletion->window = g_object_ref (self);
  deletion->name = g_strdup (name);
  propus_history_delete_folder_async (self->history, folder_id, folder_deleted_cb, deletion);
}

void
_propus_window_class_install_chat_actions (GtkWidgetClass *widget_class)
{
  static const char *several[] = { "win.delete-chats", "win.archive-chats", "win.unarchive-chats",
                                   "win.pin-chats", "win.unpin-chats" };

  for (gsize i = 0; i < G_N_ELEMENTS (several); i++)
    gtk_widget_class_install_action (widget_class, several[i], "ax", chats_action);
  gtk_widget_class_install_action (widget_class, "win.rename-chat", "x", chat_action);
  gtk_widget_class_install_action (widget_class, "win.rename-this", NULL, chat_action);
  gtk_widget_class_install_action (widget_class, "win.delete-this", NULL, chat_action);
  gtk_widget_class_install_action (widget_class, "win.select-chat", "x", chat_action);
  gtk_widget_class_install_action (widget_class, "win.search-chats", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "win.show-chats", "(xb)", show_action);
  gtk_widget_class_install_action (widget_class, "win.move-chats", "(xax)", move_action);
  gtk_widget_class_install_action (widget_class, "win.new-folder", "ax", new_folder_action);
  gtk_widget_class_install_action (widget_class, "win.rename-folder", "x", rename_folder_action);
  gtk_widget_class_install_action (widget_class, "win.delete-folder", "x", delete_folder_action);
}
