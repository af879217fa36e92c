/* propus-leak-bar.c - what a message would give away, and what to do about it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-leak-bar.h"

#include "propus-widget.h"
#include "propus-wrap-box.h"

#include <glib/gi18n.h>

/**
 * PropusLeakBar:
 *
 * Stands over the composer while a message is held back: says what was found in it, and offers to take that out, to send
 * it all the same (never for one of the person's own keys), or to go on writing. To assistive technology it is an alert.
 */
struct _PropusLeakBar
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkLabel *sentence;
  GtkLabel *note;
  PropusWrapBox *buttons;

  /* Borrowed: children of the buttons' box */
  GtkWidget *redact;
  GtkWidget *send_anyway;
};

G_DEFINE_FINAL_TYPE (PropusLeakBar, propus_leak_bar, GTK_TYPE_WIDGET)

enum { SIGNAL_REDACT, SIGNAL_SEND_ANYWAY, SIGNAL_CANCEL, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
redact_clicked_cb (PropusLeakBar *self)
{
  g_assert (PROPUS_IS_LEAK_BAR (self));
  g_signal_emit (self, signals[SIGNAL_REDACT], 0);
}

static void
send_anyway_clicked_cb (PropusLeakBar *self)
{
  g_assert (PROPUS_IS_LEAK_BAR (self));
  g_signal_emit (self, signals[SIGNAL_SEND_ANYWAY], 0);
}

static void
cancel_clicked_cb (PropusLeakBar *self)
{
  g_assert (PROPUS_IS_LEAK_BAR (self));
  g_signal_emit (self, signals[SIGNAL_CANCEL], 0);
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        state,
                PropusLeakBar         *self)
{
  g_assert (PROPUS_IS_LEAK_BAR (self));

  if (keyval != GDK_KEY_Escape)
    return GDK_EVENT_PROPAGATE;

  g_signal_emit (self, signals[SIGNAL_CANCEL], 0);
  return GDK_EVENT_STOP;
}

static GtkWidget *
add_button (PropusLeakBar *self,
            const char    *label,
            GCallback      clicked_cb,
            gboolean       flat)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  if (flat)
    gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", clicked_cb, self, G_CONNECT_SWAPPED);
  propus_wrap_box_append (self->buttons, button);

  return button;
}

/**
 * propus_leak_bar_new:
 *
 * Returns: (transfer full): an empty bar
 */
GtkWidget *
propus_leak_bar_new (void)
{
  return g_object_new (PROPUS_TYPE_LEAK_BAR, NULL);
}

/**
 * propus_leak_bar_show_report:
 * @self: a bar
 * @report: in which something was found
 *
 * Says what was found.
 */
void
propus_leak_bar_show_report (PropusLeakBar    *self,
                             PropusLeakReport *report)
{
  gboolean own = propus_leak_report_has_own_key (report);
  g_autofree char *sentence = propus_leak_report_dup_sentence (report);
  g_autofree char *note = NULL;

  g_return_if_fail (PROPUS_IS_LEAK_BAR (self));
  g_return_if_fail (sentence != NULL);

  note = own ? g_strdup (_("A key is as good as a password, so Propus does not send it.")) : propus_leak_report_dup_note (report);
  gtk_label_set_label (self->sentence, sentence);
  gtk_label_set_label (self->note, note != NULL ? note : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note), note != NULL);
  gtk_widget_set_visible (self->send_anyway, !own);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, note != NULL ? note : "",
                                  -1);
}

/**
 * propus_leak_bar_focus:
 * @self: a bar that is shown
 *
 * Gives the focus to the button that does no harm when it is pressed in haste.
 */
void
propus_leak_bar_focus (PropusLeakBar *self)
{
  g_return_if_fail (PROPUS_IS_LEAK_BAR (self));

  gtk_widget_grab_focus (self->redact);
}

static void
propus_leak_bar_dispose (GObject *object)
{
  propus_widget_dispose_template (GTK_WIDGET (object), PROPUS_TYPE_LEAK_BAR);

  G_OBJECT_CLASS (propus_leak_bar_parent_class)->dispose (object);
}

static guint
new_signal (const char *name)
{
  return g_signal_new (name, PROPUS_TYPE_LEAK_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
propus_leak_bar_class_init (PropusLeakBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = propus_leak_bar_dispose;

  signals[SIGNAL_REDACT] = new_signal ("redact");
  signals[SIGNAL_SEND_ANYWAY] = new_signal ("send-anyway");
  signals[SIGNAL_CANCEL] = new_signal ("cancel");

  g_type_ensure (PROPUS_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-leak-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusLeakBar, sentence);
  gtk_widget_class_bind_template_child (widget_class, PropusLeakBar, note);
  gtk_widget_class_bind_template_child (widget_class, PropusLeakBar, buttons);
}

static void
propus_leak_bar_init (PropusLeakBar *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));

  /* Translators: takes a key out of the message */
  self->redact = add_button (self, _("Redact"), G_CALLBACK (redact_clicked_cb), FALSE);
  gtk_widget_set_tooltip_text (self->redact, _("Put [redacted] in its place"));
  self->send_anyway = add_button (self, _("Send Anyway"), G_CALLBACK (send_anyway_clicked_cb), TRUE);
  add_button (self, _("Cancel"), G_CALLBACK (cancel_clicked_cb), TRUE);

  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}
