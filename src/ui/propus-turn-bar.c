/* propus-turn-bar.c - what can be done with a message
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-turn-bar.h"

#include "propus-details-popover.h"
#include "propus-plain-text.h"
#include "propus-widget.h"
#include "propus-window.h"

#include <glib/gi18n.h>

/**
 * PropusTurnBar:
 *
 * A few quiet buttons below a message: other versions of it where there are any, copying, editing or asking again, and
 * a menu with the rest. The same menu opens with the second mouse button, a long press or the Menu key anywhere in the
 * row. What changes the chat is insensitive while an answer comes.
 */
struct _PropusTurnBar
{
  GtkWidget parent_instance;

  /* Owned */
  PropusMessage *message;
  GSimpleActionGroup *actions;

  /* Borrowed: children; the first two are made where there are versions */
  GtkWidget *versions;
  GtkLabel *place;
  GtkWidget *menu;

  /* Borrowed, weak */
  GtkWidget *row;
  GtkWidget *popover;        /* the menu where the pointer is; a child of the row */

  guint busy : 1;
};

G_DEFINE_FINAL_TYPE (PropusTurnBar, propus_turn_bar, GTK_TYPE_WIDGET)

enum { SIGNAL_DEED, SIGNAL_COPY_NOTICE, N_SIGNALS };
static guint signals[N_SIGNALS];

static gboolean
is_prompt (PropusTurnBar *self)
{
  return propus_message_get_role (self->message) == PROPUS_ROLE_USER;
}

/* --- actions --- */

static void
deed_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  static const struct { const char *name; PropusDeed deed; } deeds[] = {
    { "edit", PROPUS_DEED_EDIT }, { "again", PROPUS_DEED_AGAIN }, { "previous", PROPUS_DEED_PREVIOUS },
    { "next", PROPUS_DEED_NEXT }, { "branch", PROPUS_DEED_BRANCH }, { "delete", PROPUS_DEED_DELETE },
  };
  PropusTurnBar *self = user_data;

  g_assert (PROPUS_IS_TURN_BAR (self));

  for (gsize i = 0; i < G_N_ELEMENTS (deeds); i++)
    if (g_str_equal (g_action_get_name (G_ACTION (action)), deeds[i].name))
      {
        g_signal_emit (self, signals[SIGNAL_DEED], 0, (guint) deeds[i].deed);
        break;
      }
}

static void
copy (PropusTurnBar *self,
      const char    *text)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  g_signal_emit (self, signals[SIGNAL_COPY_NOTICE], 0,
                 is_prompt (self) ? _("The message was copied.") : _("The answer was copied."));
}

static void
copy_markdown_action (GSimpleAction *action,
                      GVariant      *parameter,
                      gpointer       user_data)
{
  PropusTurnBar *self = user_data;

  g_assert (PROPUS_IS_TURN_BAR (self));
  copy (self, propus_message_get_text (self->message));
}

static void
copy_text_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  PropusTurnBar *self = user_data;
  g_autofree char *text = NULL;

  g_assert (PROPUS_IS_TURN_BAR (self));

  text = propus_plain_text_dup (propus_message_get_text (self->message));
  copy (self, text);
}

static void
details_closed_cb (GtkWidget *popover)
{
  gtk_widget_unparent (popover);
}

/* Its numbers are of this moment, so that it is made anew each time. */
static void
details_action (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  PropusTurnBar *self = user_data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *popover;

  g_assert (PROPUS_IS_TURN_BAR (self));

  popover = propus_details_popover_new (self->message,
                                        PROPUS_IS_WINDOW (root) ? propus_window_get_metered_broker (PROPUS_WINDOW (root)) : NULL);
  g_signal_connect (popover, "closed", G_CALLBACK (details_closed_cb), NULL);
  gtk_widget_set_parent (popover, self->menu);
  gtk_popover_popup (GTK_POPOVER (popover));
}

static const GActionEntry entries[] = {
  { .name = "details", .activate = details_action },
  { .name = "copy-markdown", .activate = copy_markdown_action },
  { .name = "copy-text", .activate = copy_text_action },
  { .name = "edit", .activate = deed_action },
  { .name = "again", .activate = deed_action },
  { .name = "previous", .activate = deed_action },
  { .name = "next", .activate = deed_action },
  { .name = "branch", .activate = deed_action },
  { .name = "delete", .activate = deed_action },
};

static void
enable (PropusTurnBar *self,
        const char    *name,
        gboolean       enabled)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), name)), enabled);
}

static void
update_actions (PropusTurnBar *self)
{
  guint version = propus_message_get_version (self->message);
  gboolean idle = !self->busy;

  enable (self, "edit", idle);
  enable (self, "again", idle);
  enable (self, "delete", idle);
  enable (self, "details", !propus_message_is_running (self->message));
  enable (self, "branch", !propus_message_is_running (self->message));
  enable (self, "previous", idle && version > 0);
  enable (self, "next", idle && version + 1 < propus_message_get_n_versions (self->message));
}

/* --- buttons --- */

static GtkWidget *
new_button (const char *icon_name,
            const char *action_name,
            const char *name,
            const char *tooltip)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "dim-button");
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action_name);
  return button;
}

static void
make_versions (PropusTurnBar *self)
{
  GtkWidget *label = gtk_label_new (NULL);

  self->versions = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  self->place = GTK_LABEL (label);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "numeric");
  gtk_box_append (GTK_BOX (self->versions),
                  new_button ("go-previous-symbolic", "turn.previous", _("Previous Version"), _("Previous Version")));
  gtk_box_append (GTK_BOX (self->versions), label);
  gtk_box_append (GTK_BOX (self->versions),
                  new_button ("go-next-symbolic", "turn.next", _("Next Version"), _("Next Version")));
  gtk_widget_insert_after (self->versions, GTK_WIDGET (self), NULL);
}

static void
update_versions (PropusTurnBar *self)
{
  guint n = propus_message_get_n_versions (self->message);
  g_autofree char *place = NULL;
  g_autofree char *sentence = NULL;

  if (n > 1 && self->versions == NULL)
    make_versions (self);
  if (self->versions == NULL)
    return;

  /* Translators: which version of a message is shown, and how many there are */
  place = g_strdup_printf (_("%u/%u"), propus_message_get_version (self->message) + 1, n);
  /* Translators: the same for a screen reader */
  sentence = g_strdup_printf (_("Version %u of %u"), propus_message_get_version (self->message) + 1, n);
  gtk_label_set_label (self->place, place);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->place), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);
  gtk_widget_set_visible (self->versions, n > 1);
  if (n > 1)
    gtk_widget_add_css_class (GTK_WIDGET (self), "has-versions");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "has-versions");
}

static GMenuModel *
new_menu (PropusTurnBar *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) copying = g_menu_new ();
  g_autoptr (GMenu) deeds = g_menu_new ();
  g_autoptr (GMenu) removing = g_menu_new ();

  g_menu_append (copying, is_prompt (self) ? _("_Copy") : _("_Copy as Markdown"), "turn.copy-markdown");
  if (!is_prompt (self))
    g_menu_append (copying, _("Copy as Plain _Text"), "turn.copy-text");
  if (is_prompt (self))
    g_menu_append (deeds, _("_Edit"), "turn.edit");
  else
    g_menu_append (deeds, _("_Regenerate"), "turn.again");
  g_menu_append (deeds, _("_Branch in New Chat"), "turn.branch");
  if (!is_prompt (self))
    g_menu_append (deeds, _("De_tails"), "turn.details");
  g_menu_append (removing, is_prompt (self) ? _("_Delete Turn") : _("_Delete Answer"), "turn.delete");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (copying));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (deeds));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (removing));
  return G_MENU_MODEL (g_steal_pointer (&menu));
}

static void
make_popover_cb (GtkMenuButton *button,
                 gpointer       user_data)
{
  PropusTurnBar *self = user_data;
  g_autoptr (GMenuModel) menu = NULL;

  g_assert (PROPUS_IS_TURN_BAR (self));

  if (gtk_menu_button_get_popover (button) != NULL)
    return;

  menu = new_menu (self);
  gtk_menu_button_set_menu_model (button, menu);
}

static void
make_buttons (PropusTurnBar *self)
{
  GtkWidget *copy_button, *deed_button;

  if (is_prompt (self))
    {
      copy_button = new_button ("edit-copy-symbolic", "turn.copy-markdown", _("Copy Message"), _("Copy Message"));
      deed_button = new_button ("document-edit-symbolic", "turn.edit", _("Edit"), _("Edit"));
    }
  else
    {
      copy_button = new_button ("edit-copy-symbolic", "turn.copy-markdown", _("Copy Answer"), _("Copy Answer"));
      deed_button = new_button ("view-refresh-symbolic", "turn.again", _("Retry"), _("Regenerate"));
    }
  gtk_widget_set_parent (copy_button, GTK_WIDGET (self));
  gtk_widget_set_parent (deed_button, GTK_WIDGET (self));

  self->menu = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->menu), "view-more-symbolic");
  gtk_widget_add_css_class (self->menu, "flat");
  gtk_widget_add_css_class (self->menu, "dim-menu");
  gtk_widget_set_tooltip_text (self->menu, _("More"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  is_prompt (self) ? _("Message Menu") : _("Answer Menu"), -1);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->menu), make_popover_cb, self, NULL);
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
}

/* --- the row's menu --- */

/* At a place in the row: the button may be far outside of what is seen of it. */
static void
popup_at (PropusTurnBar *self,
          int            x,
          int            y)
{
  if (self->popover == NULL)
    {
      g_autoptr (GMenuModel) menu = new_menu (self);

      g_set_weak_pointer (&self->popover, gtk_popover_menu_new_from_model (menu));
      gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
      gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
      gtk_widget_set_parent (self->popover, self->row);
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &(GdkRectangle) { x, y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
clicked_cb (GtkGestureClick *gesture,
            int              n_press,
            double           x,
            double           y,
            PropusTurnBar   *self)
{
  g_assert (PROPUS_IS_TURN_BAR (self));

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  popup_at (self, (int) x, (int) y);
}

static void
pressed_cb (GtkGestureLongPress *gesture,
            double               x,
            double               y,
            PropusTurnBar       *self)
{
  g_assert (PROPUS_IS_TURN_BAR (self));

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  popup_at (self, (int) x, (int) y);
}

static gboolean
menu_key_cb (GtkWidget *widget,
             GVariant  *arguments,
             gpointer   user_data)
{
  PropusTurnBar *self = user_data;

  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  graphene_rect_t bounds;

  g_assert (PROPUS_IS_TURN_BAR (self));

  if (focus == NULL || !gtk_widget_compute_bounds (focus, widget, &bounds))
    return GDK_EVENT_PROPAGATE;

  popup_at (self, (int) bounds.origin.x, (int) (bounds.origin.y + MIN (bounds.size.height, 24)));
  return GDK_EVENT_STOP;
}

static void
add_shortcut (PropusTurnBar         *self,
              GtkShortcutController *controller,
              guint                  keyval,
              GdkModifierType        modifiers)
{
  gtk_shortcut_controller_add_shortcut (controller,
    gtk_shortcut_new (gtk_keyval_trigger_new (keyval, modifiers),
                      gtk_callback_action_new (menu_key_cb, self, NULL)));
}

static void
add_controllers (PropusTurnBar *self,
                 GtkWidget     *row)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *press = gtk_gesture_long_press_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (click, "pressed", G_CALLBACK (clicked_cb), self, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (click));

  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  g_signal_connect_object (press, "pressed", G_CALLBACK (pressed_cb), self, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (press));

  add_shortcut (self, GTK_SHORTCUT_CONTROLLER (keys), GDK_KEY_Menu, 0);
  add_shortcut (self, GTK_SHORTCUT_CONTROLLER (keys), GDK_KEY_F10, GDK_SHIFT_MASK);
  gtk_widget_add_controller (row, keys);
}

static void
message_changed_cb (PropusTurnBar *self)
{
  g_assert (PROPUS_IS_TURN_BAR (self));

  update_versions (self);
  update_actions (self);
}

/**
 * propus_turn_bar_set_message:
 * @self: a bar without a message
 * @message: (transfer none): what it is about; once
 * @row: (transfer none): the widget around it: gets the actions "turn.…" and the menu
 */
void
propus_turn_bar_set_message (PropusTurnBar *self,
                             PropusMessage *message,
                             GtkWidget     *row)
{
  g_return_if_fail (PROPUS_IS_TURN_BAR (self));
  g_return_if_fail (PROPUS_IS_MESSAGE (message) && self->message == NULL);

  self->message = g_object_ref (message);
  g_set_weak_pointer (&self->row, row);
  gtk_widget_insert_action_group (row, "turn", G_ACTION_GROUP (self->actions));
  make_buttons (self);
  add_controllers (self, row);
  g_signal_connect_object (message, "changed", G_CALLBACK (message_changed_cb), self, G_CONNECT_SWAPPED);
  message_changed_cb (self);
}

/**
 * propus_turn_bar_set_busy:
 * @self: a bar
 * @busy: whether an answer is coming in the chat
 */
void
propus_turn_bar_set_busy (PropusTurnBar *self,
                          gboolean       busy)
{
  g_return_if_fail (PROPUS_IS_TURN_BAR (self));

  if (self->busy == busy)
    return;

  self->busy = busy;
  update_actions (self);
}

/**
 * propus_turn_bar_focus:
 * @self: a bar with a message
 *
 * Puts the focus on the button that shows another version, so that several steps in a row need no search for it.
 *
 * Returns: whether there is one
 */
gboolean
propus_turn_bar_focus (PropusTurnBar *self)
{
  g_return_val_if_fail (PROPUS_IS_TURN_BAR (self), FALSE);

  return self->versions != NULL && gtk_widget_child_focus (self->versions, GTK_DIR_TAB_FORWARD);
}

static void
propus_turn_bar_dispose (GObject *object)
{
  PropusTurnBar *self = PROPUS_TURN_BAR (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_weak_pointer (&self->row);
  g_clear_weak_pointer (&self->popover);
  g_clear_object (&self->message);
  g_clear_object (&self->actions);

  G_OBJECT_CLASS (propus_turn_bar_parent_class)->dispose (object);
}

static void
propus_turn_bar_class_init (PropusTurnBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = propus_turn_bar_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "turnbar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);

  signals[SIGNAL_DEED] = g_signal_new ("deed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_COPY_NOTICE] = g_signal_new ("copy-notice", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                              NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
propus_turn_bar_init (PropusTurnBar *self)
{
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
}
