/* propus-pass-page.c - all that can be known of a pass and done with it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-pass-page.h"

#include "propus-pass-key-row.h"
#include "propus-pass-rules.h"
#include "propus-pass-text.h"
#include "propus-pass-token-window.h"
#include "propus-widget.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/**
 * PropusPassPage:
 *
 * A sub page of the Programs page. What a person changes is sent to the broker at once, and shown as the broker says that
 * it is.
 */
struct _PropusPassPage
{
  GtkWidget parent_instance;

  /* Template widgets */
  AdwWindowTitle *window_title;
  GtkWidget *state_group;
  AdwPreferencesRow *state_row;
  GtkImage *state_icon;
  GtkEditable *name;
  AdwActionRow *address_row;
  GtkSwitch *pause;
  AdwActionRow *today_row;
  AdwActionRow *month_row;
  AdwActionRow *last_row;
  PropusPassKeyRow *key;
  PropusPassRules *rules;
  GtkWidget *renew;
  GtkWidget *revoke;

  /* Owned */
  PropusSession *session;
  PropusPassInfo *pass;

  guint filling : 1;         /* widgets change by our own hand */
  guint changes;             /* on their way: what a list says meanwhile is old */
};

G_DEFINE_FINAL_TYPE (PropusPassPage, propus_pass_page, GTK_TYPE_WIDGET)

static void
leave (PropusPassPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (ADW_IS_PREFERENCES_WINDOW (root))
    adw_preferences_window_close_subpage (ADW_PREFERENCES_WINDOW (root));
}

static void
back_cb (PropusPassPage *self)
{
  g_assert (PROPUS_IS_PASS_PAGE (self));

  leave (self);
}

static void
tell (PropusPassPage *self,
      const char     *sentence)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);   /* a toast's title is markup */

  if (ADW_IS_PREFERENCES_WINDOW (root))
    adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (root), adw_toast_new (escaped));
}

static void
tell_failure (PropusPassPage *self,
              PropusFailure  *failure)
{
  g_autofree char *sentence = propus_pass_text_dup_failure (failure, _("That could not be done."));

  tell (self, sentence);
}

static PropusBrokerProcess *
get_broker (PropusPassPage *self)
{
  return propus_pass_list_get_broker (propus_session_get_passes (self->session));
}

static GtkWindow *
get_window (PropusPassPage *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

/* --- what is shown --- */

static void
show_state (PropusPassPage *self)
{
  const char *remedy = propus_pass_text_get_remedy (self->pass->state);

  gtk_widget_set_visible (self->state_group, remedy != NULL);
  if (remedy == NULL)
    return;

  adw_preferences_row_set_title (self->state_row, remedy);
  gtk_image_set_from_icon_name (self->state_icon, propus_pass_text_get_icon (self->pass->state));
}

static void
show_use (PropusPassPage *self)
{
  g_autofree char *today = propus_pass_text_dup_amounts (&self->pass->today);
  g_autofree char *month = propus_pass_text_dup_amounts (&self->pass->month);
  g_autofree char *last = propus_pass_text_dup_last_use (self->pass);

  adw_action_row_set_subtitle (self->today_row, today);
  adw_action_row_set_subtitle (self->month_row, month);
  adw_action_row_set_subtitle (self->last_row, last);
}

static void
show_terms (PropusPassPage  *self,
            PropusPassTerms *terms,
            gboolean         renamed)
{
  self->filling = TRUE;
  adw_window_title_set_title (self->window_title, terms->name);
  if (renamed)
    gtk_editable_set_text (self->name, terms->name);   /* else somebody may be writing in it */
  gtk_switch_set_active (self->pause, terms->paused);
  propus_pass_key_row_set_key (self->key, terms->key);
  propus_pass_rules_show (self->rules, terms);
  self->filling = FALSE;
}

static void
show (PropusPassPage *self,
      PropusPassInfo *pass,
      gboolean        all)
{
  g_autoptr (PropusPassInfo) old = g_steal_pointer (&self->pass);
  gboolean renamed = old == NULL || !g_str_equal (old->terms.name, pass->terms.name);

  self->pass = propus_pass_info_ref (pass);
  show_state (self);
  show_use (self);
  if (all || old == NULL || !propus_pass_terms_equal (&old->terms, &pass->terms))
    show_terms (self, &pass->terms, renamed);
}

/**
 * propus_pass_page_update:
 * @self: a page
 * @pass: (transfer none): what is known of its pass now
 */
void
propus_pass_page_update (PropusPassPage *self,
                         PropusPassInfo *pass)
{
  g_return_if_fail (PROPUS_IS_PASS_PAGE (self));
  g_return_if_fail (pass != NULL);

  if (self->changes == 0)
    show (self, pass, FALSE);
}

/* --- what is changed --- */

static void
changed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (PropusPassPage) self = user_data;
  g_autoptr (PropusFailure) failure = NULL;
  g_autoptr (PropusPassInfo) pass = propus_passes_one_finish (PROPUS_BROKER_PROCESS (object), result, &failure);

  self->changes--;
  if (self->session == NULL)
    return;   /* the page was left */

  if (pass == NULL)
    tell_failure (self, failure);
  if (self->changes == 0)
    show (self, pass != NULL ? pass : self->pass, TRUE);
  propus_pass_list_refresh (propus_session_get_passes (self->session));
}

static void
change (PropusPassPage        *self,
        const PropusPassTerms *terms,
        guint                  fields)
{
  self->changes++;
  propus_passes_change_async (get_broker (self), self->pass->id, terms, fields, changed_cb, g_object_ref (self));
}

static void
renamed_cb (PropusPassPage *self)
{
  g_auto (PropusPassTerms) terms;

  g_assert (PROPUS_IS_PASS_PAGE (self));

  propus_pass_terms_init (&terms);
  g_free (terms.name);
  terms.name = g_strstrip (g_strdup (gtk_editable_get_text (self->name)));
  if (*terms.name == '\0')
    gtk_editable_set_text (self->name, self->pass->terms.name);
  else
    change (self, &terms, PROPUS_PASS_FIELD_NAME);
}

static void
paused_cb (PropusPassPage *self)
{
  g_auto (PropusPassTerms) terms;

  g_assert (PROPUS_IS_PASS_PAGE (self));

  if (self->filling || self->pass == NULL)
    return;

  propus_pass_terms_init (&terms);
  terms.paused = gtk_switch_get_active (self->pause);
  change (self, &terms, PROPUS_PASS_FIELD_PAUSED);
}

static void
key_cb (PropusPassPage *self)
{
  g_auto (PropusPassTerms) terms;

  g_assert (PROPUS_IS_PASS_PAGE (self));

  propus_pass_terms_init (&terms);
  terms.key = g_strdup (propus_pass_key_row_get_key (self->key));
  change (self, &terms, PROPUS_PASS_FIELD_KEY);
}

static void
rules_cb (PropusPassRules *rules,
          guint            field,
          PropusPassPage  *self)
{
  g_auto (PropusPassTerms) terms;

  g_assert (PROPUS_IS_PASS_PAGE (self));

  if (self->filling || self->pass == NULL)
    return;

  propus_pass_terms_init (&terms);
  propus_pass_rules_read (rules, &terms);
  change (self, &terms, field);
}

static void
copy_cb (PropusPassPage *self)
{
  g_assert (PROPUS_IS_PASS_PAGE (self));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->pass->base_url);
  tell (self, _("Address copied"));
}

/* --- another token, and none --- */

static void
renewed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (PropusPassPage) self = user_data;
  g_autoptr (PropusFailure) failure = NULL;
  g_autoptr (PropusPassInfo) pass = propus_passes_one_finish (PROPUS_BROKER_PROCESS (object), result, &failure);

  if (self->session == NULL)
    return;

  gtk_widget_set_sensitive (self->renew, TRUE);
  if (pass == NULL || pass->token == NULL)
    tell_failure (self, failure);
  else
    propus_pass_token_window_present (get_window (self), pass);
}

static void
renew_response_cb (PropusPassPage *self,
                   const char     *response)
{
  g_assert (PROPUS_IS_PASS_PAGE (self));

  if (!g_str_equal (response, "renew") || self->session == NULL)
    return;

  gtk_widget_set_sensitive (self->renew, FALSE);
  propus_passes_renew_async (get_broker (self), self->pass->id, renewed_cb, g_object_ref (self));
}

static void
revoked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (PropusPassPage) self = user_data;
  g_autoptr (PropusFailure) failure = NULL;
  gboolean revoked = propus_passes_revoke_finish (PROPUS_BROKER_PROCESS (object), result, &failure);

  if (self->session == NULL)
    return;

  gtk_widget_set_sensitive (self->revoke, TRUE);
  propus_pass_list_refresh (propus_session_get_passes (self->session));   /* the Programs page closes this one then */
  if (revoked)
    tell (self, _("Pass revoked"));
  else
    tell_failure (self, failure);
}

static void
revoke_response_cb (PropusPassPage *self,
                    const char     *response)
{
  g_assert (PROPUS_IS_PASS_PAGE (self));

  if (!g_str_equal (response, "revoke") || self->session == NULL)
    return;

  gtk_widget_set_sensitive (self->revoke, FALSE);
  propus_passes_revoke_async (get_broker (self), self->pass->id, revoked_cb, g_object_ref (self));
}

static void
ask (PropusPassPage *self,
     const char     *heading,
     const char     *body,
     const char     *deed,
     const char     *label,
     GCallback       callback)
{
  GtkWidget *dialog = adw_message_dialog_new (get_window (self), NULL, body);

  adw_message_dialog_set_heading (ADW_MESSAGE_DIALOG (dialog), heading);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), deed, label, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), deed, ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", callback, self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
renew_cb (PropusPassPage *self)
{
  g_assert (PROPUS_IS_PASS_PAGE (self));

  ask (self, _("Make a New Token?"),
       _("The old token stops working at once, also for requests that are under way. The program needs the new one."),
       "renew", _("_Make New Token"), G_CALLBACK (renew_response_cb));
}

static void
revoke_cb (PropusPassPage *self)
{
  g_autofree char *heading = NULL;

  g_assert (PROPUS_IS_PASS_PAGE (self));

  /* Translators: %s is the name of a pass */
  heading = g_strdup_printf (_("Revoke “%s”?"), self->pass->terms.name);
  ask (self, heading,
       _("The program is shut out at once, also in the middle of an answer. This cannot be undone."),
       "revoke", _("_Revoke"), G_CALLBACK (revoke_response_cb));
}

/* --- the page --- */

/**
 * propus_pass_page_get_id:
 * @self: a page
 *
 * Returns: (transfer none): the id of its pass
 */
const char *
propus_pass_page_get_id (PropusPassPage *self)
{
  g_return_val_if_fail (PROPUS_IS_PASS_PAGE (self), NULL);

  return self->pass->id;
}

/**
 * propus_pass_page_new:
 * @session: (transfer none): whose broker keeps the pass
 * @pass: (transfer none): what is known of it
 *
 * Returns: (transfer floating): a page for adw_preferences_window_present_subpage()
 */
GtkWidget *
propus_pass_page_new (PropusSession  *session,
                      PropusPassInfo *pass)
{
  PropusPassPage *self;

  g_return_val_if_fail (PROPUS_IS_SESSION (session), NULL);
  g_return_val_if_fail (pass != NULL, NULL);

  self = g_object_new (PROPUS_TYPE_PASS_PAGE, NULL);
  self->session = g_object_ref (session);
  adw_action_row_set_subtitle (self->address_row, pass->base_url);
  show (self, pass, TRUE);
  propus_pass_key_row_load (self->key, session);

  return GTK_WIDGET (self);
}

static void
propus_pass_page_dispose (GObject *object)
{
  PropusPassPage *self = PROPUS_PASS_PAGE (object);

  propus_widget_dispose_template (GTK_WIDGET (self), PROPUS_TYPE_PASS_PAGE);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (propus_pass_page_parent_class)->dispose (object);
}

static void
propus_pass_page_finalize (GObject *object)
{
  g_clear_pointer (&PROPUS_PASS_PAGE (object)->pass, propus_pass_info_unref);

  G_OBJECT_CLASS (propus_pass_page_parent_class)->finalize (object);
}

static void
propus_pass_page_class_init (PropusPassPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = propus_pass_page_dispose;
  object_class->finalize = propus_pass_page_finalize;

  g_type_ensure (PROPUS_TYPE_PASS_KEY_ROW);
  g_type_ensure (PROPUS_TYPE_PASS_RULES);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-pass-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusPassPage, window_title);
  gtk_widget_class_bind_template_child (widget_class, PropusPassPage, state_group);
  gtk_widget_class_bind_template_child (widget_class, PropusPassPage, state_row);
  gtk_widget_class_bind_template_child (widget_class, PropusPassPage, state_icon);
  gtk_widget_class_bind_template_child (widget_class, PropusPassPage, name);
  gtk_widget_class_bind_template_child (widget_class, PropusPassPage, address_row);
  gtk_widget_class_bind_template_child (widget_class, PropusPassPage, pause);
  gtk_widget_class_bind_template_child (widget_class, PropusPassPage, today_row);
  gtk_widget_class_bind_template_child (widget_class, PropusPassPage, month_row);
  gtk_widget_class_bind_template_child (widget_class, PropusPassPage, last_row);
  gtk_widget_class_bind_template_child (widget_class, PropusPassPage, key);
  gtk_widget_class_bind_template_child (widget_class, PropusPassPage, rules);
  gtk_widget_class_bind_template_child (widget_class, PropusPassPage, renew);
  gtk_widget_class_bind_template_child (widget_class, PropusPassPage, revoke);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, renamed_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_cb);
  gtk_widget_class_bind_template_callback (widget_class, rules_cb);
  gtk_widget_class_bind_template_callback (widget_class, renew_cb);
  gtk_widget_class_bind_template_callback (widget_class, revoke_cb);
}

static void
propus_pass_page_init (PropusPassPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->address_row), FALSE);
  propus_pass_rules_set_live (self->rules, TRUE);
  g_signal_connect_object (self->pause, "notify::active", G_CALLBACK (paused_cb), self, G_CONNECT_SWAPPED);
}
