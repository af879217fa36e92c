/* propus-passes-page.c - programs that may use a key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-passes-page.h"

#include "propus-install.h"
#include "propus-limits.h"
#include "propus-pass-dialog.h"
#include "propus-pass-page.h"
#include "propus-pass-row.h"
#include "propus-pass-text.h"

#include <glib/gi18n.h>

/**
 * PropusPassesPage:
 *
 * The passes of all programs. While somebody looks at it, or at the page of one of them, the broker is asked again and
 * again what was done with them.
 */
struct _PropusPassesPage
{
  AdwPreferencesPage parent_instance;

  /* Template widgets */
  GtkWidget *note;
  AdwPreferencesRow *note_row;
  GtkWidget *empty;
  AdwPreferencesGroup *passes;
  GtkWidget *staying;
  AdwActionRow *stay_row;
  GtkSwitch *stay;

  /* Owned */
  PropusSession *session;
  PropusPassList *list;      /* NULL: practice, and nothing else in this run */
  PropusBackgroundPortal *portal;
  GSettings *settings;
  GPtrArray *rows;           /* of PropusPassRow; borrowed */
  guint look;                /* source id */

  /* Borrowed, weak */
  PropusPassPage *open_page;
};

G_DEFINE_FINAL_TYPE (PropusPassesPage, propus_passes_page, ADW_TYPE_PREFERENCES_PAGE)

/* --- the list --- */

static gboolean
has_rows_of (PropusPassesPage *self,
             GPtrArray        *passes)
{
  if (self->rows->len != passes->len)
    return FALSE;

  for (guint i = 0; i < passes->len; i++)
    {
      PropusPassInfo *pass = g_ptr_array_index (passes, i);

      if (!g_str_equal (pass->id, propus_pass_row_get_id (g_ptr_array_index (self->rows, i))))
        return FALSE;
    }

  return TRUE;
}

/* Rows of the same passes stay, and with them the keyboard's focus. */
static void
show_rows (PropusPassesPage *self,
           GPtrArray        *passes)
{
  if (has_rows_of (self, passes))
    {
      for (guint i = 0; i < passes->len; i++)
        propus_pass_row_update (g_ptr_array_index (self->rows, i), g_ptr_array_index (passes, i));
      return;
    }

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->passes, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < passes->len; i++)
    {
      GtkWidget *row = propus_pass_row_new (g_ptr_array_index (passes, i));

      adw_preferences_group_add (self->passes, row);
      g_ptr_array_add (self->rows, row);
    }
}

static void
update_open_page (PropusPassesPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  PropusPassInfo *pass;

  if (self->open_page == NULL || self->list == NULL || propus_pass_list_get_passes (self->list) == NULL)
    return;

  pass = propus_pass_list_find (self->list, propus_pass_page_get_id (self->open_page));
  if (pass != NULL)
    propus_pass_page_update (self->open_page, pass);
  else if (ADW_IS_PREFERENCES_WINDOW (root))
    adw_preferences_window_close_subpage (ADW_PREFERENCES_WINDOW (root));
}

static void
show_note (PropusPassesPage *self,
           const char       *sentence)
{
  gtk_widget_set_visible (self->note, sentence != NULL);
  adw_preferences_row_set_title (self->note_row, sentence != NULL ? sentence : "");
}

static void
update (PropusPassesPage *self)
{
  gboolean practice = propus_session_is_practice (self->session);
  GPtrArray *passes = !practice && self->list != NULL ? propus_pass_list_get_passes (self->list) : NULL;
  PropusFailure *failure = !practice && self->list != NULL ? propus_pass_list_get_failure (self->list) : NULL;
  g_autofree char *sentence = failure != NULL ? propus_pass_text_dup_failure (failure, _("The passes cannot be looked up.")) : NULL;

  if (practice)
    show_note (self, _("Passes lend a real key to a program, so there are none while you practise."));
  else
    show_note (self, sentence);

  if (passes != NULL)
    show_rows (self, passes);
  gtk_widget_set_visible (self->empty, passes != NULL && passes->len == 0);
  gtk_widget_set_visible (GTK_WIDGET (self->passes), passes != NULL && passes->len > 0);
  gtk_widget_set_visible (self->staying, passes != NULL && passes->len > 0);
  update_open_page (self);
}

static void
listed_cb (PropusPassesPage *self)
{
  g_assert (PROPUS_IS_PASSES_PAGE (self));

  if (self->session != NULL)
    update (self);
}

/* --- looking again --- */

static gboolean
look_cb (gpointer user_data)
{
  PropusPassesPage *self = user_data;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) && self->open_page == NULL)
    {
      self->look = 0;
      return G_SOURCE_REMOVE;
    }

  if (self->list != NULL && !propus_session_is_practice (self->session))
    propus_pass_list_refresh (self->list);
  return G_SOURCE_CONTINUE;
}

static void
propus_passes_page_map (GtkWidget *widget)
{
  PropusPassesPage *self = PROPUS_PASSES_PAGE (widget);

  GTK_WIDGET_CLASS (propus_passes_page_parent_class)->map (widget);

  if (self->session == NULL)
    return;
  if (self->look == 0)
    self->look = g_timeout_add (PROPUS_PASSES_LOOK_MS, look_cb, self);
  look_cb (self);
}

/* --- what can be done --- */

static void
new_action (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  PropusPassesPage *self = PROPUS_PASSES_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *dialog;

  if (self->session == NULL || !GTK_IS_WINDOW (root))
    return;

  dialog = propus_pass_dialog_new (self->session);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (root));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* A row was activated. */
static void
open_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  PropusPassesPage *self = PROPUS_PASSES_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  PropusPassInfo *pass = self->list != NULL ? propus_pass_list_find (self->list, g_variant_get_string (parameter, NULL)) : NULL;
  GtkWidget *page;

  if (!ADW_IS_PREFERENCES_WINDOW (root) || pass == NULL || self->open_page != NULL)
    return;

  page = propus_pass_page_new (self->session, pass);
  g_set_weak_pointer (&self->open_page, PROPUS_PASS_PAGE (page));
  adw_preferences_window_present_subpage (ADW_PREFERENCES_WINDOW (root), page);
}

/* --- staying --- */

static void
show_portal (PropusPassesPage *self)
{
  gboolean denied = self->portal != NULL && propus_background_portal_is_denied (self->portal);

  g_assert (PROPUS_IS_PASSES_PAGE (self));

  adw_action_row_set_subtitle (self->stay_row, denied
                               ? _("Your desktop does not allow Propus to run in the background. You can change that in the settings "
                                   "of the desktop.")
                               : _("Passes work only while Propus runs. Quit it with Ctrl+Q."));
}

/**
 * propus_passes_page_set_portal:
 * @self: a page
 * @portal: (transfer none): whether the desktop lets the application stay
 */
void
propus_passes_page_set_portal (PropusPassesPage       *self,
                               PropusBackgroundPortal *portal)
{
  g_return_if_fail (PROPUS_IS_PASSES_PAGE (self));
  g_return_if_fail (PROPUS_IS_BACKGROUND_PORTAL (portal));

  if (g_set_object (&self->portal, portal))
    g_signal_connect_object (portal, "changed", G_CALLBACK (show_portal), self, G_CONNECT_SWAPPED);
  show_portal (self);
}

/* --- the page --- */

/**
 * propus_passes_page_set_session:
 * @self: a page
 * @session: (transfer none): whose passes to show
 *
 * To be called again when the session has another broker.
 */
void
propus_passes_page_set_session (PropusPassesPage *self,
                                PropusSession    *session)
{
  PropusPassList *list;

  g_return_if_fail (PROPUS_IS_PASSES_PAGE (self));
  g_return_if_fail (PROPUS_IS_SESSION (session));

  g_set_object (&self->session, session);
  list = propus_session_get_passes (session);
  if (list != NULL && list != self->list)
    {
      g_set_object (&self->list, list);   /* a session keeps the one that it has */
      g_signal_connect_object (list, "changed", G_CALLBACK (listed_cb), self, G_CONNECT_SWAPPED);
    }
  update (self);
  if (list != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    propus_pass_list_refresh (list);
}

static void
propus_passes_page_dispose (GObject *object)
{
  PropusPassesPage *self = PROPUS_PASSES_PAGE (object);

  g_clear_handle_id (&self->look, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), PROPUS_TYPE_PASSES_PAGE);
  g_clear_weak_pointer (&self->open_page);
  g_clear_object (&self->list);
  g_clear_object (&self->portal);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (propus_passes_page_parent_class)->dispose (object);
}

static void
propus_passes_page_finalize (GObject *object)
{
  g_ptr_array_unref (PROPUS_PASSES_PAGE (object)->rows);

  G_OBJECT_CLASS (propus_passes_page_parent_class)->finalize (object);
}

static void
propus_passes_page_class_init (PropusPassesPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = propus_passes_page_dispose;
  object_class->finalize = propus_passes_page_finalize;
  widget_class->map = propus_passes_page_map;

  gtk_widget_class_install_action (widget_class, "passes.new", NULL, new_action);
  gtk_widget_class_install_action (widget_class, "passes.open", "s", open_action);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-passes-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusPassesPage, note);
  gtk_widget_class_bind_template_child (widget_class, PropusPassesPage, note_row);
  gtk_widget_class_bind_template_child (widget_class, PropusPassesPage, empty);
  gtk_widget_class_bind_template_child (widget_class, PropusPassesPage, passes);
  gtk_widget_class_bind_template_child (widget_class, PropusPassesPage, staying);
  gtk_widget_class_bind_template_child (widget_class, PropusPassesPage, stay_row);
  gtk_widget_class_bind_template_child (widget_class, PropusPassesPage, stay);
}

static void
propus_passes_page_init (PropusPassesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->rows = g_ptr_array_new ();
  self->settings = propus_install_new_settings ();
  g_settings_bind (self->settings, "stay-for-passes", self->stay, "active", G_SETTINGS_BIND_DEFAULT);
  show_portal (self);
}
