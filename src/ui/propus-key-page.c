/* propus-key-page.c - all that can be known of a key and done with it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-key-page.h"

#include "propus-key-facts.h"
#include "propus-key-work.h"
#include "propus-widget.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/**
 * PropusKeyPage:
 *
 * A sub page of the Keys page. Most buttons are actions of the application; the test is made here, because its result
 * belongs into its row.
 */
struct _PropusKeyPage
{
  GtkWidget parent_instance;

  /* Template widgets */
  AdwWindowTitle *window_title;
  GtkWidget *refusal_group;
  AdwBin *refusal;
  GtkEditable *name;
  AdwActionRow *use_row;
  GtkWidget *use;
  GtkWidget *used;
  AdwActionRow *test_row;
  GtkImage *result;
  GtkSpinner *spinner;
  GtkWidget *test;
  AdwPreferencesGroup *facts;
  GtkWidget *move_row;
  GtkWidget *move;
  GtkWidget *replace_row;
  GtkWidget *replace;
  AdwActionRow *remove_row;
  GtkWidget *remove;

  /* Owned */
  PropusSession *session;
  PropusKeyInfo *key;
  GPtrArray *fact_rows;      /* borrowed: owned by their group */
  PropusFailure *refused;    /* by the test that was made here last; NULL: none, or it worked */

  guint tested : 1;
};

G_DEFINE_FINAL_TYPE (PropusKeyPage, propus_key_page, GTK_TYPE_WIDGET)

static void
back_cb (PropusKeyPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  g_assert (PROPUS_IS_KEY_PAGE (self));

  if (ADW_IS_PREFERENCES_WINDOW (root))
    adw_preferences_window_close_subpage (ADW_PREFERENCES_WINDOW (root));
}

static void
renamed_cb (PropusKeyPage *self)
{
  const char *label = gtk_editable_get_text (self->name);
  GVariant *target = g_variant_new ("(ss)", propus_key_info_get_id (self->key), label);

  g_assert (PROPUS_IS_KEY_PAGE (self));

  gtk_widget_activate_action_variant (GTK_WIDGET (self), "app.rename-key", target);
}

static void
show_refusal (PropusKeyPage *self)
{
  PropusFailure *failure = self->refused;

  if (failure == NULL && !self->tested && propus_key_info_is_refused (self->key))
    failure = propus_key_info_get_last_refusal (self->key);

  adw_bin_set_child (self->refusal, failure != NULL ? propus_key_facts_new_refusal (failure, self->key, TRUE) : NULL);
  gtk_widget_set_visible (self->refusal_group, failure != NULL);
}

static void
show_result (PropusKeyPage *self,
             gboolean       works)
{
  gtk_image_set_from_icon_name (self->result, works ? "object-select-symbolic" : "dialog-warning-symbolic");
  gtk_widget_remove_css_class (GTK_WIDGET (self->result), works ? "warning" : "success");
  gtk_widget_add_css_class (GTK_WIDGET (self->result), works ? "success" : "warning");
  gtk_widget_set_visible (GTK_WIDGET (self->result), TRUE);
}

static void
tested_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (PropusKeyPage) self = user_data;
  g_autofree char *sentence = NULL;
  gboolean works = propus_key_work_finish (PROPUS_SESSION (object), result, &sentence);

  g_assert (PROPUS_IS_KEY_PAGE (self));

  if (self->session == NULL)
    return;   /* the page was left */

  self->tested = TRUE;
  g_clear_pointer (&self->refused, propus_failure_unref);
  if (propus_key_work_get_failure (result) != NULL)
    self->refused = propus_failure_ref (propus_key_work_get_failure (result));
  gtk_spinner_stop (self->spinner);
  gtk_widget_set_sensitive (self->test, TRUE);
  show_result (self, works);
  adw_action_row_set_subtitle (self->test_row, works && sentence != NULL ? sentence : _("The test failed, for the reason above."));
  show_refusal (self);
  gtk_widget_activate_action (GTK_WIDGET (self), "app.refresh-keys", NULL);
}

static void
test_cb (PropusKeyPage *self)
{
  g_assert (PROPUS_IS_KEY_PAGE (self));

  gtk_spinner_start (self->spinner);
  gtk_widget_set_sensitive (self->test, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->result), FALSE);
  adw_action_row_set_subtitle (self->test_row, _("Asking a model for one word…"));
  propus_key_work_async (self->session, PROPUS_KEY_DEED_TEST, propus_key_info_get_id (self->key), NULL,
                         NULL, tested_cb, g_object_ref (self));
}

static void
add_fact (PropusKeyPage *self,
          const char    *title,
          const char    *value)
{
  GtkWidget *row;
  GtkWidget *label;

  if (value == NULL || *value == '\0')
    return;

  row = adw_action_row_new ();
  label = gtk_label_new (value);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_RIGHT);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_widget_add_css_class (label, "dim-label");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  adw_preferences_group_add (self->facts, row);
  g_ptr_array_add (self->fact_rows, row);
}

static void
add_time (PropusKeyPage *self,
          const char    *title,
          gint64         seconds)
{
  g_autofree char *time = propus_key_facts_dup_time (seconds);

  add_fact (self, title, time);
}

static void
show_facts (PropusKeyPage *self)
{
  g_autofree char *four = propus_key_facts_dup_four (self->key);
  gboolean stored = propus_key_info_is_stored (self->key);

  for (guint i = 0; i < self->fact_rows->len; i++)
    adw_preferences_group_remove (self->facts, g_ptr_array_index (self->fact_rows, i));
  g_ptr_array_set_size (self->fact_rows, 0);

  add_fact (self, _("Ends in"), four);
  /* Translators: of a key; followed by "Standard key", "Authorization key" or "Unknown kind" */
  add_fact (self, _("Looks like"), propus_key_facts_get_kind (self->key));
  if (stored)
    add_time (self, _("Added"), propus_key_info_get_created (self->key));
  add_time (self, _("Last worked"), propus_key_info_get_last_success (self->key));
  if (propus_key_info_get_last_refusal (self->key) != NULL)
    add_time (self, _("Last refused"), propus_key_info_get_last_refusal_at (self->key));
  if (stored)
    add_fact (self, _("Goes only to"), propus_key_info_get_origin (self->key));
}

static void
show_use (PropusKeyPage *self,
          gboolean       in_use)
{
  gboolean stored = propus_key_info_is_stored (self->key);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->use_row), in_use ? _("In use") : _("Not in use"));
  adw_action_row_set_subtitle (self->use_row, in_use ? _("Every request goes out with this key")
                                                     : stored ? _("Requests go out with another key")
                                                              : _("Other keys come before this one"));
  gtk_widget_set_visible (self->use, !in_use && stored);
  gtk_widget_set_visible (self->used, in_use);
}

static void
set_target (GtkWidget  *button,
            const char *id)
{
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", id);
}

/**
 * propus_key_page_update:
 * @self: a page
 * @key: (transfer none): what is known of its key now
 * @in_use: whether requests go out with it
 */
void
propus_key_page_update (PropusKeyPage *self,
                        PropusKeyInfo *key,
                        gboolean       in_use)
{
  gboolean renamed;
  gboolean stored;
  g_autofree char *title = NULL;

  g_return_if_fail (PROPUS_IS_KEY_PAGE (self));
  g_return_if_fail (key != NULL);

  propus_key_info_ref (key);
  renamed = self->key == NULL || !g_str_equal (propus_key_info_get_label (key), propus_key_info_get_label (self->key));
  g_clear_pointer (&self->key, propus_key_info_unref);
  self->key = key;
  stored = propus_key_info_is_stored (key);
  title = propus_key_facts_dup_title (key);

  adw_window_title_set_title (self->window_title, title);
  if (renamed)
    gtk_editable_set_text (self->name, propus_key_info_get_label (key));   /* else somebody may be writing in it */
  gtk_widget_set_visible (GTK_WIDGET (self->name), stored);
  set_target (self->use, propus_key_info_get_id (key));
  set_target (self->move, propus_key_info_get_id (key));
  set_target (self->replace, propus_key_info_get_id (key));
  set_target (self->remove, propus_key_info_get_id (key));
  gtk_widget_set_visible (self->move_row, *propus_key_info_get_variable (key) != '\0');
  gtk_widget_set_visible (self->replace_row, stored);
  gtk_widget_set_visible (GTK_WIDGET (self->remove_row), *propus_key_info_get_variable (key) == '\0');
  adw_action_row_set_subtitle (self->remove_row, stored ? _("From this computer; in AI Studio it goes on working")
                                                        : _("Propus forgets it; in AI Studio it goes on working"));
  show_use (self, in_use);
  show_facts (self);
  show_refusal (self);
}

/**
 * propus_key_page_get_id:
 * @self: a page
 *
 * Returns: (transfer none): the id of its key
 */
const char *
propus_key_page_get_id (PropusKeyPage *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_PAGE (self), NULL);

  return propus_key_info_get_id (self->key);
}

/**
 * propus_key_page_new:
 * @session: (transfer none): whose broker holds the key
 * @key: (transfer none): what is known of it
 * @in_use: whether requests go out with it
 *
 * Returns: (transfer floating): a page for adw_preferences_window_present_subpage()
 */
GtkWidget *
propus_key_page_new (PropusSession *session,
                     PropusKeyInfo *key,
                     gboolean       in_use)
{
  PropusKeyPage *self;

  g_return_val_if_fail (PROPUS_IS_SESSION (session), NULL);

  self = g_object_new (PROPUS_TYPE_KEY_PAGE, NULL);
  self->session = g_object_ref (session);
  propus_key_page_update (self, key, in_use);

  return GTK_WIDGET (self);
}

static void
propus_key_page_dispose (GObject *object)
{
  PropusKeyPage *self = PROPUS_KEY_PAGE (object);

  propus_widget_dispose_template (GTK_WIDGET (self), PROPUS_TYPE_KEY_PAGE);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (propus_key_page_parent_class)->dispose (object);
}

static void
propus_key_page_finalize (GObject *object)
{
  PropusKeyPage *self = PROPUS_KEY_PAGE (object);

  g_clear_pointer (&self->key, propus_key_info_unref);
  g_clear_pointer (&self->refused, propus_failure_unref);
  g_ptr_array_unref (self->fact_rows);

  G_OBJECT_CLASS (propus_key_page_parent_class)->finalize (object);
}

static void
propus_key_page_class_init (PropusKeyPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = propus_key_page_dispose;
  object_class->finalize = propus_key_page_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-key-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusKeyPage, window_title);
  gtk_widget_class_bind_template_child (widget_class, PropusKeyPage, refusal_group);
  gtk_widget_class_bind_template_child (widget_class, PropusKeyPage, refusal);
  gtk_widget_class_bind_template_child (widget_class, PropusKeyPage, name);
  gtk_widget_class_bind_template_child (widget_class, PropusKeyPage, use_row);
  gtk_widget_class_bind_template_child (widget_class, PropusKeyPage, use);
  gtk_widget_class_bind_template_child (widget_class, PropusKeyPage, used);
  gtk_widget_class_bind_template_child (widget_class, PropusKeyPage, test_row);
  gtk_widget_class_bind_template_child (widget_class, PropusKeyPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, PropusKeyPage, result);
  gtk_widget_class_bind_template_child (widget_class, PropusKeyPage, test);
  gtk_widget_class_bind_template_child (widget_class, PropusKeyPage, facts);
  gtk_widget_class_bind_template_child (widget_class, PropusKeyPage, move_row);
  gtk_widget_class_bind_template_child (widget_class, PropusKeyPage, move);
  gtk_widget_class_bind_template_child (widget_class, PropusKeyPage, replace_row);
  gtk_widget_class_bind_template_child (widget_class, PropusKeyPage, replace);
  gtk_widget_class_bind_template_child (widget_class, PropusKeyPage, remove_row);
  gtk_widget_class_bind_template_child (widget_class, PropusKeyPage, remove);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, renamed_cb);
  gtk_widget_class_bind_template_callback (widget_class, test_cb);
}

static void
propus_key_page_init (PropusKeyPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->fact_rows = g_ptr_array_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->test_row), FALSE);   /* a model's name comes from a server */
}
