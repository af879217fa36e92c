/* propus-chat-menu.c - what can be done with a chat, with several, and with what is listed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-chat-menu.h"

#include <glib/gi18n.h>

static GVariant *
new_ids (const gint64 *ids,
         guint         n_ids)
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE_INT64, ids, n_ids, sizeof *ids);
}

static void
append (GMenu      *menu,
        const char *label,
        const char *action,
        GVariant   *target)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target_value (item, action, target);
  g_menu_append_item (menu, item);
}

/* Names are not labels: an underscore in one is an underscore. */
static char *
dup_escaped (const char *name)
{
  GString *escaped = g_string_new (name);

  g_string_replace (escaped, "_", "__", 0);
  return g_string_free (escaped, FALSE);
}

static void
append_folders (GMenu         *menu,
                PropusHistory *history,
                const gint64  *ids,
                guint          n_ids,
                gint64         folder_id)
{
  GListModel *folders = propus_history_get_folders (history);

  for (guint i = 0; i < g_list_model_get_n_items (folders); i++)
    {
      g_autoptr (PropusFolder) folder = g_list_model_get_item (folders, i);
      g_autofree char *label = dup_escaped (propus_folder_get_name (folder));

      if (propus_folder_get_id (folder) != folder_id)
        append (menu, label, "win.move-chats",
                g_variant_new ("(x@ax)", propus_folder_get_id (folder), new_ids (ids, n_ids)));
    }
}

static GMenuModel *
new_move_menu (PropusHistory *history,
               const gint64  *ids,
               guint          n_ids,
               gint64         folder_id)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) folders = g_menu_new ();
  g_autoptr (GMenu) others = g_menu_new ();

  append_folders (folders, history, ids, n_ids, folder_id);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (folders));
  if (folder_id != 0)
    append (others, _("_Out of the Folder"), "win.move-chats", g_variant_new ("(x@ax)", (gint64) 0, new_ids (ids, n_ids)));
  append (others, _("_New Folder…"), "win.new-folder", new_ids (ids, n_ids));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (others));

  return G_MENU_MODEL (g_steal_pointer (&menu));
}

/**
 * propus_chat_menu_new_move:
 * @ids: (element-type gint64): chats
 * @folder_id: a folder that need not be offered; 0: none
 *
 * Returns: (transfer full): the folders that they can be moved to
 */
GMenuModel *
propus_chat_menu_new_move (PropusHistory *history,
                           GArray        *ids,
                           gint64         folder_id)
{
  g_return_val_if_fail (PROPUS_IS_HISTORY (history) && ids != NULL, NULL);

  return new_move_menu (history, (const gint64 *) (gpointer) ids->data, ids->len, folder_id);
}

/**
 * propus_chat_menu_new:
 * @conversation: a chat as it is now; the menu is for one opening
 *
 * Returns: (transfer full): what can be done with it; the actions are the window's
 */
GMenuModel *
propus_chat_menu_new (PropusHistory      *history,
                      PropusConversation *conversation)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) first = g_menu_new ();
  g_autoptr (GMenu) place = g_menu_new ();
  g_autoptr (GMenu) last = g_menu_new ();
  g_autoptr (GMenuModel) move = NULL;
  gboolean pinned, archived;
  gint64 id;

  g_return_val_if_fail (PROPUS_IS_HISTORY (history), NULL);
  g_return_val_if_fail (PROPUS_IS_CONVERSATION (conversation), NULL);

  id = propus_conversation_get_id (conversation);
  pinned = propus_conversation_get_pinned (conversation);
  archived = propus_conversation_get_archived (conversation);
  move = new_move_menu (history, &id, 1, propus_conversation_get_folder_id (conversation));

  append (first, _("_Rename"), "win.rename-chat", g_variant_new_int64 (id));
  append (first, pinned ? _("Un_pin") : _("_Pin"), pinned ? "win.unpin-chats" : "win.pin-chats", new_ids (&id, 1));
  g_menu_append_submenu (place, _("_Move to Folder"), move);
  append (place, archived ? _("Take Out of _Archive") : _("_Archive"),
          archived ? "win.unarchive-chats" : "win.archive-chats", new_ids (&id, 1));
  append (last, _("_Export…"), "win.export-chats", new_ids (&id, 1));
  append (last, _("_Select Chats"), "win.select-chat", g_variant_new_int64 (id));
  append (last, _("_Delete"), "win.delete-chats", new_ids (&id, 1));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (first));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (place));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));

  return G_MENU_MODEL (g_steal_pointer (&menu));
}

static void
append_view (GMenu      *menu,
             const char *label,
             gint64      folder_id,
             gboolean    archived)
{
  append (menu, label, "win.show-chats", g_variant_new ("(xb)", folder_id, archived));
}

/**
 * propus_chat_menu_new_view:
 *
 * Returns: (transfer full): what the side bar can list, and what can be done with the folder that it lists
 */
GMenuModel *
propus_chat_menu_new_view (PropusHistory *history)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) all = g_menu_new ();
  g_autoptr (GMenu) named = g_menu_new ();
  g_autoptr (GMenu) deeds = g_menu_new ();
  GListModel *folders;
  gint64 shown;

  g_return_val_if_fail (PROPUS_IS_HISTORY (history), NULL);

  folders = propus_history_get_folders (history);
  shown = propus_history_get_archived (history) ? 0 : propus_history_get_folder (history);
  append_view (all, _("_All Chats"), PROPUS_FOLDER_ANY, FALSE);
  append_view (all, _("A_rchive"), PROPUS_FOLDER_ANY, TRUE);
  for (guint i = 0; i < g_list_model_get_n_items (folders); i++)
    {
      g_autoptr (PropusFolder) folder = g_list_model_get_item (folders, i);
      g_autofree char *label = dup_escaped (propus_folder_get_name (folder));

      append_view (named, label, propus_folder_get_id (folder), FALSE);
    }
  append (deeds, _("_New Folder…"), "win.new-folder", new_ids (NULL, 0));
  if (shown > 0)
    {
      append (deeds, _("R_ename This Folder…"), "win.rename-folder", g_variant_new_int64 (shown));
      append (deeds, _("E_xport This Folder…"), "win.export-folder", g_variant_new_int64 (shown));
      append (deeds, _("_Delete This Folder"), "win.delete-folder", g_variant_new_int64 (shown));
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (all));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (named));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (deeds));

  return G_MENU_MODEL (g_steal_pointer (&menu));
}
