/* propus-greeting.c - what an empty chat says
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-greeting.h"

#include "propus-widget.h"

#include <glib/gi18n.h>

/**
 * PropusGreeting:
 *
 * A question and a few beginnings worth clicking; a click puts the words into the composer.
 */
struct _PropusGreeting
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkFlowBox *suggestions;
};

G_DEFINE_FINAL_TYPE (PropusGreeting, propus_greeting, GTK_TYPE_WIDGET)

static const struct { const char *title; const char *subtitle; const char *text; } suggestions[] = {
  { N_("Explain something"), N_("with an example that sticks"),
    N_("Explain how a rainbow forms, with an example that a child would remember.") },
  { N_("Improve a text"), N_("clearer, shorter, kinder"),
    N_("Make this text clearer and shorter, and tell me what you changed:\n\n") },
  { N_("Write a small program"), N_("that saves an hour a week"),
    N_("Write a shell script that sorts the files in ~/Downloads into folders by month.") },
  { N_("Plan a weekend"), N_("with rain on one of the days"),
    N_("Plan a weekend in the mountains for two, as a table, with something good for a rainy day.") },
};

static GtkWidget *
new_label (const char *text,
           const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, css_class);

  return label;
}

static void
add_suggestion (PropusGreeting *self,
                const char     *title,
                const char     *subtitle,
                const char     *text)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *subtitle_label = new_label (subtitle, "caption");

  gtk_widget_add_css_class (subtitle_label, "dim-label");
  gtk_box_append (GTK_BOX (box), new_label (title, "heading"));
  gtk_box_append (GTK_BOX (box), subtitle_label);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "suggestion");
  gtk_widget_set_tooltip_text (button, text);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.suggest");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);

  gtk_flow_box_append (self->suggestions, button);
  gtk_widget_set_focusable (gtk_widget_get_parent (button), FALSE);
}

static void
propus_greeting_dispose (GObject *object)
{
  propus_widget_dispose_template (GTK_WIDGET (object), PROPUS_TYPE_GREETING);

  G_OBJECT_CLASS (propus_greeting_parent_class)->dispose (object);
}

static void
propus_greeting_class_init (PropusGreetingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = propus_greeting_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-greeting.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusGreeting, suggestions);
}

static void
propus_greeting_init (PropusGreeting *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  for (gsize i = 0; i < G_N_ELEMENTS (suggestions); i++)
    add_suggestion (self, _(suggestions[i].title), _(suggestions[i].subtitle), _(suggestions[i].text));
}
