/* propus-first-run-page.c - what a person sees who has no key yet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-first-run-page.h"

#include "propus-base-url.h"
#include "propus-widget.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/**
 * PropusFirstRunPage:
 *
 * Two steps to a key, a way around it, and what is sent where. The buttons are actions of the application.
 */
struct _PropusFirstRunPage
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *intro;          /* promises a keyring */
  AdwActionRow *enter_row;
  GtkButton *enter;
  GtkLabel *destination;     /* says where the words go */
};

G_DEFINE_FINAL_TYPE (PropusFirstRunPage, propus_first_run_page, GTK_TYPE_WIDGET)

/**
 * propus_first_run_page_set_keyring:
 * @self: a page
 * @available: whether there is a keyring that could keep a key
 */
void
propus_first_run_page_set_keyring (PropusFirstRunPage *self,
                                   gboolean            available)
{
  g_return_if_fail (PROPUS_IS_FIRST_RUN_PAGE (self));

  gtk_widget_set_visible (self->intro, available);
  adw_action_row_set_subtitle (self->enter_row, available
                               ? _("Into your keyring, typed or pasted")
                               : _("For this session only: no keyring is running on this desktop"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->enter), available ? "app.enter-key" : "app.enter-session-key");
}

/**
 * propus_first_run_page_set_origin:
 * @self: a page
 * @origin: (nullable): the only server that requests go to; %NULL while that is not known
 *
 * With GOOGLE_GEMINI_BASE_URL, words do not go to Google, or not at once.
 */
void
propus_first_run_page_set_origin (PropusFirstRunPage *self,
                                  const char         *origin)
{
  g_autofree char *sentence = NULL;

  g_return_if_fail (PROPUS_IS_FIRST_RUN_PAGE (self));

  if (origin == NULL || g_str_equal (origin, PROPUS_BASE_URL_DEFAULT))
    sentence = g_strdup (_("What you write goes to Google and nowhere else. On the free tier, Google may use it to improve its products."));
  else
    /* Translators: %s is a server, such as https://example.org */
    sentence = g_strdup_printf (_("What you write goes to %s, as GOOGLE_GEMINI_BASE_URL says."), origin);
  gtk_label_set_label (self->destination, sentence);
}

static void
propus_first_run_page_dispose (GObject *object)
{
  propus_widget_dispose_template (GTK_WIDGET (object), PROPUS_TYPE_FIRST_RUN_PAGE);

  G_OBJECT_CLASS (propus_first_run_page_parent_class)->dispose (object);
}

static void
propus_first_run_page_class_init (PropusFirstRunPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = propus_first_run_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-first-run-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusFirstRunPage, intro);
  gtk_widget_class_bind_template_child (widget_class, PropusFirstRunPage, enter_row);
  gtk_widget_class_bind_template_child (widget_class, PropusFirstRunPage, enter);
  gtk_widget_class_bind_template_child (widget_class, PropusFirstRunPage, destination);
}

static void
propus_first_run_page_init (PropusFirstRunPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  propus_first_run_page_set_origin (self, NULL);
}
