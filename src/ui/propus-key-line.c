/* propus-key-line.c - the line of truth about the key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-key-line.h"

#include "propus-key-text.h"
#include "propus-widget.h"

/**
 * PropusKeyLine:
 *
 * At the foot of the side bar: which key is in use, where it is kept, locked or not. A click opens the Keys page.
 */
struct _PropusKeyLine
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkButton *button;
  GtkImage *image;
  GtkLabel *label;

  /* Owned */
  PropusSession *session;
};

G_DEFINE_FINAL_TYPE (PropusKeyLine, propus_key_line, GTK_TYPE_WIDGET)

static void
propus_key_line_update (PropusKeyLine *self)
{
  PropusKeyStatus *status = propus_session_get_key_status (self->session);
  g_autofree char *line = propus_key_text_dup_line (status);
  g_autofree char *place = propus_key_text_dup_place (status);

  gtk_label_set_label (self->label, line);
  gtk_image_set_from_icon_name (self->image, propus_key_text_get_icon (status));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), place);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, line,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, place,
                                  -1);
  if (propus_key_text_get_mood (status) == PROPUS_KEY_MOOD_ATTENTION)
    gtk_widget_add_css_class (GTK_WIDGET (self->button), "attention");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->button), "attention");
}

static void
status_changed_cb (PropusKeyStatus *status,
                   PropusKeyLine   *self)
{
  g_assert (PROPUS_IS_KEY_LINE (self));

  /* Another broker has another status: one that is no longer the session's has nothing to say. */
  if (status == propus_session_get_key_status (self->session))
    propus_key_line_update (self);
}

/**
 * propus_key_line_set_session:
 * @self: a line
 * @session: (transfer none): whose key to tell about
 *
 * To be called again when the session has another broker.
 */
void
propus_key_line_set_session (PropusKeyLine *self,
                             PropusSession *session)
{
  g_return_if_fail (PROPUS_IS_KEY_LINE (self));
  g_return_if_fail (PROPUS_IS_SESSION (session));

  g_set_object (&self->session, session);
  g_signal_connect_object (propus_session_get_key_status (session), "changed",
                           G_CALLBACK (status_changed_cb), self, 0);
  propus_key_line_update (self);
}

static void
propus_key_line_dispose (GObject *object)
{
  PropusKeyLine *self = PROPUS_KEY_LINE (object);

  propus_widget_dispose_template (GTK_WIDGET (self), PROPUS_TYPE_KEY_LINE);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (propus_key_line_parent_class)->dispose (object);
}

static void
propus_key_line_class_init (PropusKeyLineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = propus_key_line_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-key-line.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusKeyLine, button);
  gtk_widget_class_bind_template_child (widget_class, PropusKeyLine, image);
  gtk_widget_class_bind_template_child (widget_class, PropusKeyLine, label);
}

static void
propus_key_line_init (PropusKeyLine *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
