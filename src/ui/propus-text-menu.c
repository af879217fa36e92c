/* propus-text-menu.c - what can be done with a piece of an answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-text-menu.h"

#include "propus-limits.h"
#include "propus-link-dialog.h"
#include "propus-markdown-marks.h"

#include <glib/gi18n.h>
#include <string.h>

/* GtkTextView's own menu is for text that is written: most of it can never be done here, and what it has besides is
 * about the selection of the moment in which an item is taken. */
typedef struct
{
  GtkTextView         *view;
  PropusTextMenuFunc   func;
  gpointer             user_data;
} Attached;

/* Of one menu that is open. */
typedef struct
{
  GtkTextView         *view;      /* weak */
  PropusTextMenuParts  parts;
} Menu;

static void
menu_free (Menu *menu)
{
  g_clear_weak_pointer (&menu->view);
  g_free (menu->parts.text);
  g_free (menu->parts.markdown);
  g_free (menu->parts.quote);
  g_free (menu->parts.link);
  g_free (menu->parts.link_text);
  g_free (menu->parts.latex);
  g_free (menu);
}

static void
actions_gone_cb (gpointer  user_data,
                 GObject  *actions)
{
  menu_free (user_data);
}

/* --- what is done --- */

static void
copy (Menu       *menu,
      const char *text)
{
  if (menu->view != NULL && text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (menu->view)), text);
}

static void
copy_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  Menu *menu = user_data;

  copy (menu, menu->parts.text);
}

static void
copy_markdown_action (GSimpleAction *action,
                      GVariant      *parameter,
                      gpointer       user_data)
{
  Menu *menu = user_data;

  copy (menu, menu->parts.markdown);
}

static void
copy_link_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  Menu *menu = user_data;

  copy (menu, menu->parts.link);
}

static void
copy_latex_action (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  Menu *menu = user_data;

  copy (menu, menu->parts.latex);
}

static void
open_link_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  Menu *menu = user_data;

  if (menu->view != NULL)
    propus_link_dialog_open (GTK_WIDGET (menu->view), menu->parts.link_text, menu->parts.link);
}

static void
quote_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  Menu *menu = user_data;

  if (menu->view != NULL)
    gtk_widget_activate_action (GTK_WIDGET (menu->view), "win.quote", "s", menu->parts.quote);
}

/* The find takes words; a line of them is as much as anybody looks for. */
static void
search_action (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  Menu *menu = user_data;
  g_auto(GStrv) lines = g_strsplit (menu->parts.text, "\n", -1);
  const char *words = "";
  g_autofree char *cut = NULL;

  for (guint i = 0; lines[i] != NULL && *words == '\0'; i++)
    words = g_strstrip (lines[i]);
  cut = g_utf8_strlen (words, -1) > PROPUS_LIMIT_EXCERPT_CHARS ? g_utf8_substring (words, 0, PROPUS_LIMIT_EXCERPT_CHARS)
                                                              : g_strdup (words);
  if (menu->view != NULL)
    gtk_widget_activate_action (GTK_WIDGET (menu->view), "win.find-text", "s", cut);
}

static void
select_all_action (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  Menu *menu = user_data;

  if (menu->view != NULL)
    g_signal_emit_by_name (menu->view, "select-all", TRUE);
}

static GSimpleActionGroup *
new_actions (Menu *menu)
{
  static const GActionEntry entries[] = {
    { .name = "copy", .activate = copy_action },
    { .name = "copy-markdown", .activate = copy_markdown_action },
    { .name = "open-link", .activate = open_link_action },
    { .name = "copy-link", .activate = copy_link_action },
    { .name = "copy-latex", .activate = copy_latex_action },
    { .name = "quote", .activate = quote_action },
    { .name = "search", .activate = search_action },
    { .name = "select-all", .activate = select_all_action },
  };
  static const char * const of_selection[] = { "copy", "copy-markdown", "quote", "search" };
  GSimpleActionGroup *group = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), menu);
  for (guint i = 0; menu->parts.text == NULL && i < G_N_ELEMENTS (of_selection); i++)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (group), of_selection[i])), FALSE);

  return group;
}

/* --- the menu --- */

static void
append_section (GMenu *menu,
                GMenu *section)
{
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  g_object_unref (section);
}

/* What the row around it offers, where it offers that (propus-turn-bar.c). */
static void
append_turn_item (GMenu      *menu,
                  const char *label,
                  const char *action_name)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, action_name);

  g_menu_item_set_attribute (item, "hidden-when", "s", "action-missing");
  g_menu_append_item (menu, item);
}

static GMenuModel *
new_model (Menu *menu)
{
  GMenu *model = g_menu_new ();
  GMenu *section = g_menu_new ();

  if (menu->parts.link != NULL)
    {
      g_menu_append (section, _("_Open Link…"), "text.open-link");
      g_menu_append (section, _("Copy _Link"), "text.copy-link");
      append_section (model, section);
      section = g_menu_new ();
    }

  g_menu_append (section, _("_Copy"), "text.copy");
  if (menu->parts.markdown != NULL || menu->parts.text == NULL)
    g_menu_append (section, _("Copy as _Markdown"), "text.copy-markdown");
  if (menu->parts.latex != NULL)
    g_menu_append (section, _("Copy La_TeX"), "text.copy-latex");
  g_menu_append (section, _("Select _All"), "text.select-all");
  append_section (model, section);

  section = g_menu_new ();
  g_menu_append (section, _("_Quote in Reply"), "text.quote");
  g_menu_append (section, _("_Search in Chat"), "text.search");
  append_section (model, section);

  section = g_menu_new ();
  append_turn_item (section, _("_Regenerate"), "turn.again");
  append_turn_item (section, _("_Branch in New Chat"), "turn.branch");
  append_turn_item (section, _("_Delete Answer"), "turn.delete");
  append_section (model, section);

  return G_MENU_MODEL (model);
}

static gboolean
is_inside (GtkWidget *widget,
           GtkWidget *ancestor)
{
  return widget != NULL && (widget == ancestor || gtk_widget_is_ancestor (widget, ancestor));
}

/* After the item's action: whoever that gave the focus to keeps it. */
static gboolean
remove_cb (gpointer user_data)
{
  GtkWidget *popover = user_data;
  GtkWidget *view = gtk_widget_get_parent (popover);
  GtkRoot *root = view != NULL ? gtk_widget_get_root (view) : NULL;

  if (view == NULL)
    return G_SOURCE_REMOVE;

  if (root != NULL && (gtk_root_get_focus (root) == NULL || is_inside (gtk_root_get_focus (root), popover)))
    gtk_widget_grab_focus (view);
  gtk_widget_unparent (popover);

  return G_SOURCE_REMOVE;
}

static void
closed_cb (GtkWidget *popover)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, remove_cb, g_object_ref (popover), g_object_unref);
}

/* The text below the menu may be replaced while it is open. */
static void
view_destroyed_cb (GtkWidget *popover)
{
  if (gtk_widget_get_parent (popover) != NULL)
    gtk_widget_unparent (popover);
}

static void
popup (Attached           *attached,
       const GtkTextIter  *at,
       const GdkRectangle *place)
{
  GtkWidget *view = GTK_WIDGET (attached->view);
  Menu *menu = g_new0 (Menu, 1);
  g_autoptr(GMenuModel) model = NULL;
  g_autoptr(GSimpleActionGroup) actions = NULL;
  GtkWidget *popover;
  guint number;

  g_set_weak_pointer (&menu->view, attached->view);
  attached->func (attached->view, at, &menu->parts, attached->user_data);
  /* The number of a source is opened by a click; its address is nobody's to copy. */
  if (propus_markdown_mark_parse_url (menu->parts.link, &number))
    {
      g_clear_pointer (&menu->parts.link, g_free);
      g_clear_pointer (&menu->parts.link_text, g_free);
    }
  model = new_model (menu);
  actions = new_actions (menu);

  popover = gtk_popover_menu_new_from_model (model);
  gtk_widget_insert_action_group (popover, "text", G_ACTION_GROUP (actions));
  g_object_weak_ref (G_OBJECT (actions), actions_gone_cb, menu);
  gtk_widget_set_parent (popover, view);
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_popover_set_position (GTK_POPOVER (popover), GTK_POS_BOTTOM);
  gtk_widget_set_halign (popover, gtk_widget_get_direction (view) == GTK_TEXT_DIR_RTL ? GTK_ALIGN_END : GTK_ALIGN_START);
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), place);
  g_signal_connect (popover, "closed", G_CALLBACK (closed_cb), NULL);
  g_signal_connect_object (view, "destroy", G_CALLBACK (view_destroyed_cb), popover, G_CONNECT_SWAPPED);
  gtk_popover_popup (GTK_POPOVER (popover));
}

/* --- when --- */

/* Claimed before the text view sees it: what is selected stays selected. */
static void
pressed_cb (GtkGestureClick *gesture,
            int              n_press,
            double           x,
            double           y,
            Attached        *attached)
{
  GdkRectangle place = { (int) x, (int) y, 1, 1 };
  GtkTextIter at;
  int buffer_x, buffer_y;

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_text_view_window_to_buffer_coords (attached->view, GTK_TEXT_WINDOW_WIDGET, (int) x, (int) y, &buffer_x, &buffer_y);
  gtk_text_view_get_iter_at_location (attached->view, &at, buffer_x, buffer_y);
  popup (attached, &at, &place);
}

/* A text view is as high as its text, most of which may be scrolled away: the menu opens where it is seen. */
static void
clamp_to_sight (GtkWidget    *view,
                GdkRectangle *place)
{
  GtkWidget *scrolled = gtk_widget_get_ancestor (view, GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t sight;
  int top, bottom;

  while (scrolled != NULL && gtk_widget_get_ancestor (gtk_widget_get_parent (scrolled), GTK_TYPE_SCROLLED_WINDOW) != NULL)
    scrolled = gtk_widget_get_ancestor (gtk_widget_get_parent (scrolled), GTK_TYPE_SCROLLED_WINDOW);
  if (scrolled == NULL || !gtk_widget_compute_bounds (scrolled, view, &sight))
    return;

  top = (int) sight.origin.y;
  bottom = (int) (sight.origin.y + sight.size.height) - place->height;
  place->y = CLAMP (place->y, top, MAX (top, bottom));
}

static void
popup_at_caret (Attached *attached)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (attached->view);
  GtkTextIter at;
  GdkRectangle place;

  gtk_text_buffer_get_iter_at_mark (buffer, &at, gtk_text_buffer_get_insert (buffer));
  gtk_text_view_get_iter_location (attached->view, &at, &place);
  gtk_text_view_buffer_to_window_coords (attached->view, GTK_TEXT_WINDOW_WIDGET, place.x, place.y, &place.x, &place.y);
  place.width = MAX (place.width, 1);
  clamp_to_sight (GTK_WIDGET (attached->view), &place);
  popup (attached, &at, &place);
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        state,
                Attached              *attached)
{
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();

  if (!(keyval == GDK_KEY_Menu && modifiers == 0) && !(keyval == GDK_KEY_F10 && modifiers == GDK_SHIFT_MASK))
    return FALSE;

  popup_at_caret (attached);

  return TRUE;
}

/**
 * propus_text_menu_attach:
 * @view: text that is read
 * @func: says what a menu is about when it opens
 * @user_data: for @func; must live as long as @view
 *
 * Gives @view a menu in the place of its own: on the secondary button, the Menu key and Shift+F10.
 */
void
propus_text_menu_attach (GtkTextView        *view,
                         PropusTextMenuFunc  func,
                         gpointer            user_data)
{
  GtkGesture *click;
  GtkEventController *keys;
  Attached *attached;

  g_return_if_fail (GTK_IS_TEXT_VIEW (view));
  g_return_if_fail (func != NULL);

  attached = g_new0 (Attached, 1);
  attached->view = view;
  attached->func = func;
  attached->user_data = user_data;

  click = gtk_gesture_click_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), attached);
  gtk_widget_add_controller (GTK_WIDGET (view), GTK_EVENT_CONTROLLER (click));

  keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_data (keys, "key-pressed", G_CALLBACK (key_pressed_cb), attached, (GClosureNotify) (void (*) (void)) g_free, 0);
  gtk_widget_add_controller (GTK_WIDGET (view), keys);
}
